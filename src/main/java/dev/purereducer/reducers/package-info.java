/**
 * The reducers that come with the service: {@code stamps}, {@code counter} and {@code document}.
 *
 * <p>Each is a table over (state, action), total and bounded: a payload it does not understand, or
 * a state that would outgrow its bounds, is a refusal with a code, never an exception. They are also
 * the examples to copy for a reducer of one's own. Imports {@code reduce} only.
 */
@NullMarked
package dev.purereducer.reducers;

import org.jspecify.annotations.NullMarked;
