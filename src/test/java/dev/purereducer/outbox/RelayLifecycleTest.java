package dev.purereducer.outbox;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.purereducer.event.OutboxConfig;
import dev.purereducer.event.OutboxSignal;
import dev.purereducer.event.Shards;
import dev.purereducer.runtime.RoleConfig;
import dev.purereducer.runtime.RoleConfig.Role;
import dev.purereducer.trace.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The relay of the running application. */
@QuarkusTest
class RelayLifecycleTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final String INSERT_INTENT = """
      INSERT INTO outbox (shard, event_type, event_id, workflow_key, event, at)
      VALUES ($1, 'intent', $2, $2, '{}', now())
      """;

  @Inject
  RelayLifecycle lifecycle;

  @Inject
  OutboxConfig outboxConfig;

  @Inject
  PublishConfig config;

  @Inject
  OutboxSignal outboxSignal;

  @Inject
  Pool pool;

  @Inject
  MeterRegistry registry;

  @Test
  void committedRow_isPublishedAndCounted() {
    await().atMost(TIMEOUT).until(() -> lifecycle.health().shards() == outboxConfig.shards());
    double before = published();
    var key = "lifecycle:" + UUID.randomUUID();

    pool.preparedQuery(INSERT_INTENT)
        .execute(Tuple.of((short) Shards.of(key, outboxConfig.shards()), key))
        .await()
        .atMost(TIMEOUT);
    outboxSignal.signal(0);

    await().atMost(TIMEOUT).until(() -> published() > before);
    await()
        .atMost(TIMEOUT)
        .until(() -> registry.get("purereducer.outbox.leases.held").gauge().value()
            == outboxConfig.shards());
  }

  @Test
  void instanceWithoutTheRole_startsNoRelay() {
    RoleConfig reader = () -> Set.of(Role.READ);
    var withoutRole = new RelayLifecycle(reader, config, outboxSignal, Tracing.OFF);

    withoutRole.onStart(new StartupEvent(), null, null, null);

    assertFalse(withoutRole.health().running());
  }

  private double published() {
    return registry
        .get("purereducer.outbox.published")
        .tag("event_type", "intent")
        .counter()
        .count();
  }
}
