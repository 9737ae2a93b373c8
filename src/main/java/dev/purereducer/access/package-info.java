/**
 * Authentication and authorization: the mode, the caller's namespaces, and the rate of a namespace.
 *
 * <p>Guarantees: the packaged service does not start until the authentication mode is configured; a
 * caller sees and changes only workflows of its granted namespaces; a call without permission is
 * refused before anything is read or queued, and with the same text whether the workflow exists or
 * not; the memory for callers is bounded.
 */
@NullMarked
package dev.purereducer.access;

import org.jspecify.annotations.NullMarked;
