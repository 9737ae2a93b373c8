package dev.purereducer.projection;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of the read model. The texts are JSON.
 *
 * @param from the event it was made of; null when it was made of the canonical state
 */
record ProjectedRow(
    @Nullable ConsumedEvent from,
    String workflowKey,
    long version,
    String reducer,
    String namespace,
    @Nullable String tag,
    String lastActionText,
    String indicesText,
    String extrasText,
    Instant committedAt) {}
