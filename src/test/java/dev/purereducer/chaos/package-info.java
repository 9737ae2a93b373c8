/**
 * The fault suite: real processes, a seeded schedule of faults, clients that write throughout, and
 * a checker that compares what they were told with what is there in the end.
 *
 * <p>The checker ({@link dev.purereducer.chaos.Checker}) is pure: it sees a {@link
 * dev.purereducer.chaos.Journal} and an {@link dev.purereducer.chaos.Evidence}, and does not use
 * the service's own code for what it checks.
 */
@NullMarked
package dev.purereducer.chaos;

import org.jspecify.annotations.NullMarked;
