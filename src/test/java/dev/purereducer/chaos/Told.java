package dev.purereducer.chaos;

/** What a client knows of its action in the end. */
sealed interface Told {
  /** It is durable, as this version. */
  record Committed(long version) implements Told {}

  /** The broker has it. */
  record Accepted() implements Told {}

  /** It demanded a version other than {@code current}: it has not taken place and never will. */
  record Stale(long current) implements Told {}

  /** No answer that tells, however often it asked: it may have taken place, or may yet. */
  record Nothing() implements Told {}
}
