/**
 * Replay of histories: states at any version, verification, and the read models of states.
 *
 * <p>Guarantees: a history is read in pages with limited rows and bytes; a corrupt history, or one
 * that does not produce the stored state, is reported and never returned as a state. Imports {@code
 * reduce}, {@code json}, {@code event} and {@code database}.
 */
@NullMarked
package dev.purereducer.history;

import org.jspecify.annotations.NullMarked;
