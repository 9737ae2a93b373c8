/**
 * How operators follow single actions: spans of their way through the process, and keys in its log.
 *
 * <p>Guarantees: without a collector there are no spans, and whoever asks pays a look at one field;
 * with one, only followed actions pay. Spans wait in a bounded queue, and are dropped before
 * anything waits for them. No other package knows OpenTelemetry. Imports nothing of ours.
 */
@NullMarked
package dev.purereducer.trace;

import org.jspecify.annotations.NullMarked;
