/**
 * The built-in reducers {@code stamps}, {@code counter} and {@code document}, which are also examples
 * for authors of reducers.
 *
 * <p>Guarantees: each is total and its state is limited in size. A payload with a wrong structure, or
 * one that would exceed a limit, is refused with a code, and never causes an exception. Each is a
 * table over state and action. Imports {@code reduce} only.
 */
@NullMarked
package dev.purereducer.reducers;

import org.jspecify.annotations.NullMarked;
