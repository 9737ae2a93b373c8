package dev.purereducer.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.purereducer.database.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LeasesTest {
  @Inject
  Vertx vertx;

  @Inject
  Database database;

  @Inject
  @Identifier("default-kafka-broker")
  Map<String, Object> broker;

  private OutboxFixture outbox;

  @BeforeEach
  void build() {
    outbox = new OutboxFixture(vertx, database.connectOptions(), broker);
  }

  @AfterEach
  void tearDown() {
    outbox.close();
  }

  @Test
  void leaseThatMayHaveExpired_isNotUsable() {
    var nanos = new AtomicLong();
    var leases = leases("a", nanos);
    step(leases);
    assertEquals(16, leases.usableCount());

    // the last fifth of the TTL is safety margin
    nanos.addAndGet(TestPublishConfig.FAST.leaseTtl().toNanos() * 4 / 5 - 1);
    assertEquals(16, leases.usableCount());
    nanos.incrementAndGet();
    assertEquals(0, leases.usableCount());

    step(leases);
    assertEquals(16, leases.usableCount());
  }

  @Test
  void generation_changesOnlyWhenShardsAreGained() {
    var nanos = new AtomicLong();
    var a = leases("a", nanos);
    var b = leases("b", nanos);
    step(a);
    long generation = a.usable().generation();

    renew(nanos, a);
    assertEquals(generation, a.usable().generation());

    step(b);
    renew(nanos, a);
    assertEquals(8, a.usableCount());
    assertEquals(generation, a.usable().generation());

    outbox.await(b.release());
    renew(nanos, a);
    assertEquals(16, a.usableCount());
    assertNotEquals(generation, a.usable().generation());
  }

  @Test
  void shardsOfTheCurrentBatch_areReleasedAfterIt() {
    var nanos = new AtomicLong();
    var a = leases("a", nanos);
    var b = leases("b", nanos);
    step(a);
    a.beginBatch();
    step(b);

    renew(nanos, a);
    assertEquals(8, a.usableCount());
    step(b);
    assertEquals(0, b.usableCount());

    a.endBatch();
    step(a);
    step(b);
    assertEquals(8, b.usableCount());
  }

  @Test
  void batchTimeout_releasesTheShardsUntilTheBatchEnds() {
    var nanos = new AtomicLong();
    var a = leases("a", nanos);
    var b = leases("b", nanos);
    step(a);
    a.beginBatch();
    nanos.addAndGet(TestPublishConfig.FAST.batchTimeout().toNanos() + 1);

    step(a);
    step(b);
    assertEquals(16, b.usableCount());

    a.endBatch();
    step(a);
    renew(nanos, b);
    step(a);
    assertEquals(8, a.usableCount());
  }

  private Leases leases(String owner, AtomicLong nanos) {
    return new Leases(outbox.pool, owner, OutboxFixture.SHARDS, TestPublishConfig.FAST, nanos::get);
  }

  private void step(Leases leases) {
    outbox.await(leases.renewIfDue());
  }

  private void renew(AtomicLong nanos, Leases leases) {
    nanos.addAndGet(TestPublishConfig.FAST.leaseRenewal().toNanos());
    step(leases);
  }
}
