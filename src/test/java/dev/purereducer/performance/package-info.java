/**
 * The performance suite: the packaged service with real PostgreSQL and Kafka, measured by an external
 * client.
 *
 * <p>A {@link dev.purereducer.performance.Workload} sends actions with a {@link
 * dev.purereducer.testkit.LoadClient} and writes a {@link dev.purereducer.performance.Result};
 * {@link dev.purereducer.performance.StoreCheck} then compares the stores with the acknowledged actions. A
 * failed check fails the suite; a missed target is only reported.
 */
@NullMarked
package dev.purereducer.performance;

import org.jspecify.annotations.NullMarked;
