package dev.purereducer.runtime;

/** Part of the service that can run in separate instances. */
public enum Role {
  /** Accepts actions from REST and Kafka and commits them. */
  INGEST,
  /** Publishes the outbox to Kafka. */
  RELAY,
  /** Materializes read models. */
  PROJECT,
  /** Serves reads. */
  READ
}
