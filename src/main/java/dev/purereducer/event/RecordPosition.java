package dev.purereducer.event;

/** The position of a Kafka record. */
public record RecordPosition(String topic, int partition, long offset) {}
