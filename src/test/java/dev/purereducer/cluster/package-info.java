/**
 * PostgreSQL, Kafka and the packaged service as processes of their own, for suites that measure
 * them or break them.
 *
 * <p>Guarantees: PostgreSQL is durable (its own defaults, checked at every start); data and ports
 * outlive restarts; everything listens on the loopback address only; all processes end with this
 * JVM, and what a killed JVM left behind is removed by the next one.
 */
@NullMarked
package dev.purereducer.cluster;

import org.jspecify.annotations.NullMarked;
