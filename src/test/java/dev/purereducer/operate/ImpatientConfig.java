package dev.purereducer.operate;

import java.time.Duration;

/** Calls everything unwell that has not answered for a moment. */
record ImpatientConfig() implements OperateConfig {
  static final Duration MOMENT = Duration.ofMillis(300);

  @Override
  public Duration heartbeatMaxAge() {
    return MOMENT;
  }

  @Override
  public Duration checkTimeout() {
    return MOMENT;
  }

  @Override
  public int maxVerifications() {
    return 1;
  }
}
