package dev.purereducer.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.testkit.Service;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.ChannelRegistry;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An instance without the role {@code ingest}. */
@QuarkusTest
@TestProfile(IngestOffTest.IngestOff.class)
class IngestOffTest {
  public static class IngestOff implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("purereducer.roles", "read");
    }
  }

  @Inject
  ChannelRegistry channels;

  @Test
  void action_isAcceptedOverNoInterface() {
    var action = "{\"reducer\":\"counter\",\"payload\":{}}";

    assertEquals("role-off", Service.post("/v1/workflows/k/actions", action).problem());
    assertEquals("role-off", Service.post("/v1/actions", "[]").problem());
    assertTrue(channels.getPausable("actions").isPaused());
  }
}
