package dev.purereducer;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.time.Duration;
import java.util.Map;

/** An application with small limits and short timeouts, shared by the tests that reach them. */
public class SmallLimits implements QuarkusTestProfile {
  public static final int MAX_EVENT_STREAMS = 2;
  public static final Duration HEARTBEAT_MAX_AGE = Duration.ofSeconds(2);

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.ofEntries(
        // ActionLimitsTest
        Map.entry("purereducer.action.max-bytes", "200"),
        Map.entry("purereducer.action.max-key-chars", "50"),
        Map.entry("purereducer.action.max-depth", "3"),
        Map.entry("purereducer.action.max-number-digits", "5"),
        Map.entry("purereducer.action.bulk-max-actions", "4"),
        Map.entry("quarkus.http.limits.max-body-size", "1K"),
        Map.entry("quarkus.http.limits.max-header-size", "2K"),
        // DeployedElsewhereTest
        Map.entry("purereducer.kafka.version-wait", "1s"),
        // EventsResourceTest
        Map.entry("purereducer.read.max-event-streams", Integer.toString(MAX_EVENT_STREAMS)),
        Map.entry("purereducer.read.event-stream-age", "4s"),
        // DeadLetterBoundsTest
        Map.entry("purereducer.dead-letters.max-open", "1"),
        Map.entry("purereducer.commit.dedup-window", "6h"),
        Map.entry("purereducer.dead-letters.sweep", "200ms"),
        // BlockedKeyTest
        Map.entry("purereducer.health.heartbeat-max-age", HEARTBEAT_MAX_AGE.toSeconds() + "s"));
  }
}
