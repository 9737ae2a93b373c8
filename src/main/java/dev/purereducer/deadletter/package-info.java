/**
 * Dead letters: actions and records that could not be processed, for operators to inspect, repair
 * and redrive.
 *
 * <p>Guarantees: every record of the dead-letter topic reaches the table {@code dead_letter} once,
 * with the reason and its original bytes; a redriven action keeps its action id, so it has at most
 * one effect; a redrive attempt is recorded, with its operator, before it is made; dead letters of
 * one workflow are redriven in their order. The table is bounded in rows and in age: while it is
 * full, records wait on the topic.
 *
 * <p>An edge: it decodes and answers actions with package {@code action}, and commits them with
 * package {@code commit}. No package imports it.
 */
@NullMarked
package dev.purereducer.deadletter;

import org.jspecify.annotations.NullMarked;
