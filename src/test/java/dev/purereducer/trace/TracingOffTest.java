package dev.purereducer.trace;

import static org.junit.jupiter.api.Assertions.assertSame;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TracingOffTest {
  @Inject
  Tracing tracing;

  @Test
  void tracing_withoutACollector_isOff() {
    assertSame(Tracing.OFF, tracing);
  }
}
