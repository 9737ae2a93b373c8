/**
 * HTTP parts that all edges share: problems (RFC 9457), query parameters, paging, entity tags,
 * permits, request limits and JSON bodies.
 *
 * <p>Guarantees: every failure that reaches the router is {@code application/problem+json}; a
 * problem never repeats the caller's input; an unexpected failure shows only a correlation id, which
 * is in the log; the number and the bytes of requests in progress are bounded (I8).
 */
@NullMarked
package dev.purereducer.http;

import org.jspecify.annotations.NullMarked;
