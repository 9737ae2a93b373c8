package dev.purereducer.chaos;

/** What a client knows of its action in the end. */
sealed interface KnownOutcome {
  /** It is durable, as this version. */
  record Committed(long version) implements KnownOutcome {}

  /** The broker has it. */
  record Accepted() implements KnownOutcome {}

  /** It demanded a version other than {@code current}: it has not taken place and never will. */
  record Stale(long current) implements KnownOutcome {}

  /** No answer that tells, however often it asked: it may have taken place, or may yet. */
  record Nothing() implements KnownOutcome {}
}
