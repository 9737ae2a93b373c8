/**
 * The test kit that the tests and all suites share: server processes, HTTP and Kafka clients, SQL,
 * counters and latency histograms.
 *
 * <ul>
 *   <li>Processes: {@link dev.purereducer.testkit.PostgresProcess}, {@link
 *       dev.purereducer.testkit.KafkaProcess}, {@link dev.purereducer.testkit.ServiceProcess}, {@link
 *       dev.purereducer.testkit.PrometheusProcess}. PostgreSQL is durable (checked at every start);
 *       data and ports survive restarts; all listen on the loopback address only; all end with this
 *       JVM, and the next JVM removes the processes that a killed JVM left behind.
 *   <li>HTTP: {@link dev.purereducer.testkit.TestHttpClient}; {@link
 *       dev.purereducer.testkit.LoadClient} to generate load; {@link
 *       dev.purereducer.testkit.RawClient} for malformed or slow requests.
 *   <li>Kafka: {@link dev.purereducer.testkit.KafkaSender} and {@link
 *       dev.purereducer.testkit.TopicReader}.
 *   <li>Measurements: {@link dev.purereducer.testkit.Counts}, {@link
 *       dev.purereducer.testkit.Latencies}, {@link dev.purereducer.testkit.Metrics}.
 * </ul>
 */
@NullMarked
package dev.purereducer.testkit;

import org.jspecify.annotations.NullMarked;
