package dev.purereducer.project;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of the read model, and the event it was made of. The texts are JSON. */
record ProjectedRow(
    Arrival from,
    String workflowKey,
    long version,
    String reducer,
    String namespace,
    @Nullable String tag,
    String lastActionText,
    String indicesText,
    String extrasText,
    Instant committedAt) {}
