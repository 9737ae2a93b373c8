/**
 * REST resources for readers: read models behind the version gate, lists, histories and event
 * streams.
 *
 * <p>Guarantees: a read with {@code min_version} returns that version or a later one, or reports that
 * the workflow has not reached it. It waits no longer than requested; it is then answered from the
 * canonical store and marked as such. The number of waiting reads, replays and event streams and the
 * rows and bytes of a page are limited. On an instance without the role {@code read}, these resources
 * answer 503 with the problem {@code role-off}.
 *
 * <p>Imports {@code reduce}, {@code json}, {@code event}, {@code database}, {@code runtime}, {@code
 * history}, {@code http} and {@code access}.
 */
@NullMarked
package dev.purereducer.read;

import org.jspecify.annotations.NullMarked;
