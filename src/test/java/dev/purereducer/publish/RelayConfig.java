package dev.purereducer.publish;

import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.time.Duration;

/** A relay's configuration with what a test wants to be different. */
record RelayConfig(
    Duration leaseTtl,
    Duration leaseRenewal,
    Duration stalledAfter,
    Duration pollMin,
    Duration pollMax,
    int batchRows)
    implements PublishConfig {

  static final RelayConfig FAST = new RelayConfig(
      Duration.ofSeconds(2),
      Duration.ofMillis(200),
      Duration.ofSeconds(30),
      Duration.ofMillis(5),
      Duration.ofMillis(50),
      500);

  RelayConfig polling(Duration every) {
    return new RelayConfig(leaseTtl, leaseRenewal, stalledAfter, every, every, batchRows);
  }

  RelayConfig stalledAfter(Duration stalled) {
    return new RelayConfig(leaseTtl, leaseRenewal, stalled, pollMin, pollMax, batchRows);
  }

  RelayConfig batchRows(int rows) {
    return new RelayConfig(leaseTtl, leaseRenewal, stalledAfter, pollMin, pollMax, rows);
  }

  @Override
  public Duration gather() {
    return Duration.ofMillis(10);
  }

  @Override
  public MemorySize batchBytes() {
    return new MemorySize(BigInteger.valueOf(8 << 20));
  }

  @Override
  public Duration drain() {
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
