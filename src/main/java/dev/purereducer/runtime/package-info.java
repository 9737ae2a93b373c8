/**
 * Background loops: one asynchronous step after another, woken early when there is work, with a
 * heartbeat that health can look at. Imports nothing of ours.
 */
@NullMarked
package dev.purereducer.runtime;

import org.jspecify.annotations.NullMarked;
