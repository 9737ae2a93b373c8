/**
 * More than the service can take, and what it cannot take at all: {@code *Chaos} are the long runs of
 * the profile {@code chaos}, the others run always.
 */
@NullMarked
package dev.purereducer.overload;

import org.jspecify.annotations.NullMarked;
