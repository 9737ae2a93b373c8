package dev.purereducer.health;

import dev.purereducer.runtime.Heartbeats;
import dev.purereducer.runtime.Loop;
import dev.purereducer.runtime.RoleConfig;
import dev.purereducer.runtime.RoleConfig.Role;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Heartbeats of the Kafka consumers: {@code consumer-actions}, {@code consumer-dead-letters} and
 * {@code consumer-materializer}. Each is recorded while its polling thread answers and {@link
 * ConsumerProgress} finds nothing wrong.
 */
@ApplicationScoped
public class ConsumerWatch {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** Time after which a partition is tried again whose next record cannot be read. */
  private static final Duration RETRY_INTERVAL = Duration.ofMinutes(5);

  private final Vertx vertx;
  private final Heartbeats heartbeats;
  private final List<Loop> loops = new CopyOnWriteArrayList<>();

  ConsumerWatch(Vertx vertx, Heartbeats heartbeats) {
    this.vertx = vertx;
    this.heartbeats = heartbeats;
  }

  void start(
      @Observes @Priority(Interceptor.Priority.LIBRARY_AFTER + 1) StartupEvent event,
      KafkaClientService clients,
      RoleConfig roles) {
    for (var channel : channels(roles)) {
      watch(channel, clients);
    }
  }

  void stop(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) ShutdownEvent event) {
    loops.forEach(Loop::stop);
  }

  private void watch(String channel, KafkaClientService clients) {
    var progress = new ConsumerProgress(new UnreadablePartitions(channel, RETRY_INTERVAL));
    var consumer = clients.getConsumer(channel);
    var loop = new Loop(
        "consumer-" + channel,
        vertx,
        heartbeats,
        new Loop.PollInterval(INTERVAL, INTERVAL),
        () -> consumer
            .runOnPollingThread(client -> {
              progress.check(client);
            })
            .replaceWith(false));
    loops.add(loop);
    loop.start();
  }

  private static List<String> channels(RoleConfig roles) {
    List<String> channels = new ArrayList<>();
    if (roles.runs(Role.INGEST)) {
      channels.add("actions");
      channels.add("dead-letters");
    }
    if (roles.runs(Role.PROJECT)) {
      channels.add("materializer");
    }
    return channels;
  }
}
