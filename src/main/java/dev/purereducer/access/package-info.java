/**
 * Who calls, and what that caller may do.
 *
 * <p>Guarantees: the packaged service does not start until somebody has decided who may call; a
 * caller sees and changes the workflows of its own namespaces only; what is not granted is refused
 * before anything is read or queued, in the same words whether the workflow exists or not; all that
 * is remembered of callers is bounded. Imports {@code problem} and {@code reduce} only.
 */
@NullMarked
package dev.purereducer.access;

import org.jspecify.annotations.NullMarked;
