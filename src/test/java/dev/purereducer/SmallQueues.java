package dev.purereducer;

import dev.purereducer.secure.TlsResource;
import dev.purereducer.trace.CollectorResource;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * An application with short queues, few concurrent requests and few hot-key counters, which listens
 * on an HTTPS port as well and sends its spans to a collector. A bulk request has fewer actions in flight than a lane takes, so one bulk
 * request alone never fills the lane.
 */
public class SmallQueues implements QuarkusTestProfile {
  public static final int LANE_ACTIONS = 24;
  public static final int BULK_IN_FLIGHT = 16;
  public static final int KAFKA_IN_FLIGHT = 20;
  public static final int MAX_REQUESTS = 4;
  public static final Duration BODY_TIMEOUT = Duration.ofMillis(1_500);

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.ofEntries(
        // RequestLimiterTest, RequestBodyTest
        Map.entry("purereducer.requests.max", Integer.toString(MAX_REQUESTS)),
        Map.entry("purereducer.requests.max-bytes", "160K"),
        Map.entry("purereducer.action.max-bytes", "128K"),
        Map.entry("purereducer.requests.body-timeout", BODY_TIMEOUT.toMillis() + "ms"),
        Map.entry("purereducer.requests.first-request-timeout", "1s"),
        Map.entry("purereducer.action.bulk-max-in-flight", Integer.toString(BULK_IN_FLIGHT)),
        // TightBoundsTest
        Map.entry("purereducer.commit.lanes", "1"),
        Map.entry("purereducer.commit.max-lane-actions", Integer.toString(LANE_ACTIONS)),
        Map.entry("purereducer.action.kafka-max-in-flight", Integer.toString(KAFKA_IN_FLIGHT)),
        // HotKeysTest: most keys share a counter, and no count expires
        Map.entry("purereducer.hot-keys.capacity", "16"),
        Map.entry("purereducer.hot-keys.window", "1h"),
        Map.entry("purereducer.hot-keys.exported-ranks", "3"));
  }

  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(
        new TestResourceEntry(CollectorResource.class), new TestResourceEntry(TlsResource.class));
  }
}
