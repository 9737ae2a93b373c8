/**
 * The performance suite: the service as it is deployed, on a PostgreSQL and a Kafka that are real,
 * measured from outside.
 *
 * <p>A {@link dev.purereducer.performance.Workload} sends actions with a {@link
 * dev.purereducer.performance.LoadClient} and writes a {@link dev.purereducer.performance.Result};
 * {@link dev.purereducer.performance.Check} then holds the stores to what callers were told. A
 * check that fails fails the suite; a target that is missed is reported.
 */
@NullMarked
package dev.purereducer.performance;

import org.jspecify.annotations.NullMarked;
