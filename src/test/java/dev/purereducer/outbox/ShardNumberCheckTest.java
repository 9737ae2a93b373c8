package dev.purereducer.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.purereducer.event.OutboxConfig;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ShardNumberCheckTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @Inject
  ShardNumberCheck check;

  @Inject
  OutboxConfig config;

  @Inject
  Pool pool;

  @Test
  void sameNumberAsTheFirstInstance_isAccepted() {
    check.check(config.shards()).await().atMost(SOON);

    var stored = pool.query(OutboxSql.SELECT_SHARDS).execute().await().atMost(SOON);
    assertEquals(Integer.toString(config.shards()), stored.iterator().next().getString(0));
  }

  @Test
  void anotherNumber_failsTheStart() {
    var another = check.check(config.shards() + 1);

    var failure =
        assertThrows(IllegalStateException.class, () -> another.await().atMost(SOON));
    assertEquals(
        "purereducer.outbox.shards is 17, but the instances of this database use 16 (table"
            + " service_setting, outbox.shards). To change it, stop all instances while the outbox"
            + " is empty, and change both",
        failure.getMessage());
  }
}
