package dev.purereducer.chaos;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/** What befalls Kafka. */
final class KafkaFaults {
  private static final ConfigResource STATE_COMMITTED =
      new ConfigResource(ConfigResource.Type.TOPIC, "state-committed");

  /** Less than any event has. */
  private static final String NOTHING_FITS = "200";

  /** Less than the relay's batches have, and more than a single event. */
  private static final String NO_BATCH_FITS = "1500";

  private KafkaFaults() {}

  static void stop(TestCluster world, Schedule schedule) throws InterruptedException {
    world.kafka().stop();
    Thread.sleep(schedule.between(ofSeconds(4), ofSeconds(8)));
    world.kafka().restart();
  }

  static void pause(TestCluster world, Schedule schedule) throws InterruptedException {
    world.kafka().pause();
    Thread.sleep(schedule.between(ofSeconds(8), ofSeconds(14)));
    world.kafka().resume();
  }

  static void killAndRestart(TestCluster world, Schedule schedule) throws InterruptedException {
    for (int i = 0; i < 2; i++) {
      world.kafka().kill();
      Thread.sleep(schedule.between(ofMillis(200), ofSeconds(2)));
      world.kafka().restart();
      Thread.sleep(schedule.between(ofMillis(500), ofSeconds(2)));
    }
  }

  /** The topic takes no event for a while, and then single events only. */
  static void topicAtItsSizeLimit(TestCluster world, Schedule schedule)
      throws InterruptedException, ExecutionException {
    try (var admin = Admin.create(Map.of("bootstrap.servers", world.kafka().bootstrap()))) {
      limit(admin, OpType.SET, NOTHING_FITS);
      Thread.sleep(schedule.between(ofSeconds(2), ofSeconds(4)));
      limit(admin, OpType.SET, NO_BATCH_FITS);
      Thread.sleep(schedule.between(ofSeconds(2), ofSeconds(4)));
      limit(admin, OpType.DELETE, "");
    }
  }

  private static void limit(Admin admin, OpType what, String bytes)
      throws InterruptedException, ExecutionException {
    var entry = new AlterConfigOp(new ConfigEntry("max.message.bytes", bytes), what);
    admin.incrementalAlterConfigs(Map.of(STATE_COMMITTED, List.of(entry))).all().get();
  }
}
