/**
 * Overload (more load than the service can handle) and poison (actions that no reducer can handle).
 * {@code *Chaos} are the long runs of the profile {@code chaos}, the others run in every build.
 */
@NullMarked
package dev.purereducer.overload;

import org.jspecify.annotations.NullMarked;
