/**
 * The SPI for authors of reducers: pure functions {@code (state, action) -> (state', intents)}.
 *
 * <p>Guarantees: the state of a workflow at version v is the fold of its actions 1 to v through its
 * reducer, and anyone can compute it again. A reducer sees the actions of a workflow in order, one at
 * a time; a refused action changes nothing.
 *
 * <p>Therefore a reducer, and all code in this package, reads no clock, draws no random number, logs
 * nothing and does no input or output. Start with {@link dev.purereducer.reduce.Reducer}. Imports
 * java.base and JSpecify only.
 */
@NullMarked
package dev.purereducer.reduce;

import org.jspecify.annotations.NullMarked;
