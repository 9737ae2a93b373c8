package dev.purereducer.http;

import java.util.List;

/** Items in order, and whether others follow. */
public record Page<T>(List<T> items, boolean more) {}
