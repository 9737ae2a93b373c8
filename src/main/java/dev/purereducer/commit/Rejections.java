package dev.purereducer.commit;

import dev.purereducer.reduce.Reduction.Rejection;

/** Rejections by the service itself. Their codes are part of the API. */
final class Rejections {
  static final Rejection ID_REUSED = new Rejection(
      "action-id-reused",
      "this action id was used before, with another payload, reducer, type or expected version");
  static final Rejection REDUCER_MISMATCH =
      new Rejection("reducer-mismatch", "the workflow belongs to another reducer");
  static final Rejection REDUCER_UNKNOWN =
      new Rejection("reducer-unknown", "there is no reducer of this name");
  static final Rejection REDUCER_FAILED =
      new Rejection("reducer-failed", "the reducer failed on this action");
  static final Rejection REDUCER_TIMEOUT = new Rejection(
      "reducer-timeout", "the reducer did not return on earlier deliveries of this action");
  static final Rejection STATE_TOO_LARGE =
      new Rejection("state-too-large", "the state would grow beyond the configured size");
  static final Rejection EVENT_TOO_LARGE =
      new Rejection("event-too-large", "the event would exceed the largest size of the broker");
  static final Rejection UNSTORABLE =
      new Rejection("unstorable", "the database rejects the result of this action");

  private Rejections() {}
}
