/**
 * Tracing of single actions with OpenTelemetry, and structured keys in log lines.
 *
 * <p>Guarantees: with tracing off, each call costs one field read; with tracing on, only sampled
 * actions have a cost. Spans wait in a bounded queue, and are dropped if it is full. No other
 * package uses OpenTelemetry.
 */
@NullMarked
package dev.purereducer.trace;

import org.jspecify.annotations.NullMarked;
