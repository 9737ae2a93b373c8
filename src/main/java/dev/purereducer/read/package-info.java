/**
 * Answers reads: read models behind the version gate, lists, histories, and how far projections
 * are.
 *
 * <p>Guarantees: an answer to {@code min_version} is of that version or later, or says that the
 * workflow has not reached it; it waits no longer than it was asked to, and is then taken from the
 * canonical store and marked so; the readers that wait, the replays that run, and the rows and
 * bytes of a page are bounded. Where the role {@code read} is off, these resources answer 503 with
 * the problem {@code role-off}.
 *
 * <p>Imports {@code reduce}, {@code json}, {@code event}, {@code loop}, {@code role}, {@code
 * database}, {@code replay} and {@code problem}.
 */
@NullMarked
package dev.purereducer.read;

import org.jspecify.annotations.NullMarked;
