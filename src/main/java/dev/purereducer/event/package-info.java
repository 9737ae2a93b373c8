/**
 * Published events: their types, their JSON, and two in-process signals.
 *
 * <p>{@link dev.purereducer.event.OutboxSignal} signals that outbox rows were committed by this
 * instance, {@link dev.purereducer.event.VersionSignals} that a read model was updated by it. Both
 * are hints, and their listeners poll as well.
 */
@NullMarked
package dev.purereducer.event;

import org.jspecify.annotations.NullMarked;
