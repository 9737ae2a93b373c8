package dev.purereducer.reduce;

import org.jspecify.annotations.Nullable;

/**
 * What readers see of a state.
 *
 * @param tag one word to list workflows by, such as a status; null for none
 * @param indices the few values that readers look for first
 * @param extras everything else worth reading
 */
public record ReadModel(@Nullable String tag, Json.Obj indices, Json.Obj extras) {}
