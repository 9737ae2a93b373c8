package dev.purereducer.outbox;

import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.time.Duration;

/** A configuration of the relay with the settings that tests vary. */
record TestPublishConfig(
    Duration leaseTtl,
    Duration leaseRenewal,
    Duration batchTimeout,
    Duration pollMin,
    Duration pollMax,
    int batchRows)
    implements PublishConfig {

  static final TestPublishConfig FAST = new TestPublishConfig(
      Duration.ofSeconds(2),
      Duration.ofMillis(200),
      Duration.ofSeconds(30),
      Duration.ofMillis(5),
      Duration.ofMillis(50),
      500);

  TestPublishConfig polling(Duration every) {
    return new TestPublishConfig(leaseTtl, leaseRenewal, batchTimeout, every, every, batchRows);
  }

  TestPublishConfig batchTimeout(Duration timeout) {
    return new TestPublishConfig(leaseTtl, leaseRenewal, timeout, pollMin, pollMax, batchRows);
  }

  TestPublishConfig batchRows(int rows) {
    return new TestPublishConfig(leaseTtl, leaseRenewal, batchTimeout, pollMin, pollMax, rows);
  }

  @Override
  public Duration linger() {
    return Duration.ofMillis(10);
  }

  @Override
  public MemorySize batchBytes() {
    return new MemorySize(BigInteger.valueOf(8 << 20));
  }

  @Override
  public Duration drainTimeout() {
    return Duration.ofSeconds(5);
  }

  @Override
  public String source() {
    return "/test";
  }

  @Override
  public String compression() {
    return "none";
  }
}
