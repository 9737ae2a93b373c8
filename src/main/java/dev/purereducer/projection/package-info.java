/**
 * The materializer: builds read models from committed events.
 *
 * <p>Guarantees (I6): the version of a read model never decreases, whatever the order and number of
 * deliveries. The read models of a batch are written before or with the watermark that covers them,
 * in one transaction, and the batch is acknowledged afterwards. While PostgreSQL is unavailable, the
 * batch waits and no event is skipped.
 *
 * <p>An event that cannot be projected is skipped with its reason and blocks no other event (I9): its
 * workflow keeps the older read model until a later event can be projected, and a read that requires
 * the newer version gets it from the canonical store.
 *
 * <p>Imports {@code reduce}, {@code json}, {@code event}, {@code database}, {@code runtime}, {@code
 * trace} and {@code history}.
 */
@NullMarked
package dev.purereducer.projection;

import org.jspecify.annotations.NullMarked;
