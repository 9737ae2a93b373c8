package dev.purereducer.reduce;

import org.jspecify.annotations.Nullable;

/**
 * The view of a state that readers get.
 *
 * @param tag a short text to list workflows by, such as a status; null for none
 * @param indices the few most important values, returned with every list
 * @param extras all other values
 */
public record ReadModel(@Nullable String tag, Json.Obj indices, Json.Obj extras) {}
