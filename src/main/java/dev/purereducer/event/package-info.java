/**
 * What the service publishes: event types, their JSON, and the two signals that spare polling.
 *
 * <p>{@link dev.purereducer.event.Doorbell} says that an outbox row was committed here, {@link
 * dev.purereducer.event.VersionSignals} that a read model moved here. Both are hints: whoever waits
 * on them polls as well. Imports {@code reduce} and {@code json}.
 */
@NullMarked
package dev.purereducer.event;

import org.jspecify.annotations.NullMarked;
