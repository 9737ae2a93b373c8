package dev.purereducer.chaos;

/** Final knowledge of a client about its action. */
sealed interface KnownOutcome {
  /** The action is durable with this version. */
  record Committed(long version) implements KnownOutcome {}

  /** The broker has acknowledged the action. */
  record Accepted() implements KnownOutcome {}

  /** The action expected a version other than {@code current} and has no effect. */
  record PreconditionFailed(long current) implements KnownOutcome {}

  /** No attempt got an outcome: the action may have been committed, or may be later. */
  record Unknown() implements KnownOutcome {}
}
