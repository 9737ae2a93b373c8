/**
 * What a reducer is: a pure function {@code (state, action) -> (state', intents)}.
 *
 * <p>Nothing in this package reads a clock, draws a random number, logs or does input or output, and
 * a reducer must not either: the state of a workflow at version v is its reducer folded over its
 * actions 1 to v, and anyone can compute it again. Imports java.base and JSpecify only.
 */
@NullMarked
package dev.purereducer.reduce;

import org.jspecify.annotations.NullMarked;
