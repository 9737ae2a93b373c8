package dev.purereducer.read;

import java.util.List;

/** Items in order, and whether others follow. */
record Page<T>(List<T> items, boolean more) {}
