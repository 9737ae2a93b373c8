/**
 * RFC 9457 problems: what a caller is told when a request is not done, and the one place where
 * exceptions become answers.
 *
 * <p>Guarantees: every failure that reaches the router is {@code application/problem+json}; a
 * problem never repeats what the caller sent; a failure that nobody foresaw shows nothing but the id
 * to look for in the log. Imports nothing of ours.
 */
@NullMarked
package dev.purereducer.http;

import org.jspecify.annotations.NullMarked;
