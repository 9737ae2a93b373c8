/**
 * The fault suite: real processes, a seeded schedule of faults, clients that write throughout, and a
 * checker that compares the outcomes that the clients got with the final contents of the stores.
 *
 * <p>The checker ({@link dev.purereducer.chaos.Check.Checker}) is pure: it sees a {@link
 * dev.purereducer.chaos.Journal} and an {@link dev.purereducer.chaos.Evidence}, and shares no
 * code with the service.
 */
@NullMarked
package dev.purereducer.chaos;

import org.jspecify.annotations.NullMarked;
