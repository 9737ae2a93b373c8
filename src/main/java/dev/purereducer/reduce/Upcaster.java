package dev.purereducer.reduce;

/** Converts an encoded state from one schema version to the next. */
@FunctionalInterface
public interface Upcaster {
  Json upcast(Json older);
}
