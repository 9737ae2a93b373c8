package dev.purereducer.runtime;

/** A part of the service that can run in a process of its own. */
public enum Role {
  /** Takes actions from REST and Kafka and commits them. */
  INGEST,
  /** Publishes the outbox. */
  RELAY,
  /** Materializes read models. */
  PROJECT,
  /** Answers reads. */
  READ
}
