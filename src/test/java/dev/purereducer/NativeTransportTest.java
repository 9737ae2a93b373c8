package dev.purereducer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A fifth of the event loops' time depends on it, and without it nothing else would fail. */
@QuarkusTest
@EnabledOnOs(OS.LINUX)
class NativeTransportTest {
  @Inject
  Vertx vertx;

  @Test
  void onLinux_connectionsUseTheKernelsOwnInterface() {
    assertTrue(vertx.isNativeTransportEnabled());
  }
}
