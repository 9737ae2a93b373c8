/**
 * States computed again from the history, by folding a workflow's actions through its reducer, and
 * shown as readers see them.
 *
 * <p>Guarantees: a history is read in pages bounded in rows and bytes; a history that is damaged or
 * does not give the stored state is said to be so, never passed off as a state. Imports {@code
 * reduce}, {@code json}, {@code event} (the hash chain) and {@code database}.
 */
@NullMarked
package dev.purereducer.history;

import org.jspecify.annotations.NullMarked;
