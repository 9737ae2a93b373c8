package dev.purereducer.health;

import dev.purereducer.runtime.Heartbeats;
import dev.purereducer.runtime.RoleConfig;
import dev.purereducer.runtime.RoleConfig.Role;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Heartbeats of the Kafka consumers: {@code consumer-actions}, {@code consumer-dead-letters} and
 * {@code consumer-materializer}. Each is recorded while {@link ConsumerProgress} finds nothing wrong
 * and no partition is paused as unreadable.
 *
 * <p>The connector retries a failed poll without end and without a log line, and a consumer that
 * never becomes a member of its group has no failure at all.
 */
@ApplicationScoped
public class ConsumerWatch {
  private static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(1);

  /** Checks are further apart than polls that fail ({@code retry-max-wait}). */
  private static final int HEARTBEATS_PER_CHECK = 5;

  private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration RETRY_INTERVAL = Duration.ofMinutes(5);
  private static final Logger LOG = Logger.getLogger(ConsumerWatch.class);

  private final Vertx vertx;
  private final Heartbeats heartbeats;
  private final List<WatchedConsumer> watched = new CopyOnWriteArrayList<>();
  private volatile long timer;

  ConsumerWatch(Vertx vertx, Heartbeats heartbeats) {
    this.vertx = vertx;
    this.heartbeats = heartbeats;
  }

  void start(
      @Observes @Priority(Interceptor.Priority.LIBRARY_AFTER + 1) StartupEvent event,
      KafkaClientService clients,
      RoleConfig roles) {
    for (var channel : channels(roles)) {
      watched.add(new WatchedConsumer(channel, clients.getConsumer(channel)));
    }
    timer = vertx.setPeriodic(
        0, HEARTBEAT_INTERVAL.toMillis(), _ -> watched.forEach(WatchedConsumer::tick));
  }

  void stop(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) ShutdownEvent event) {
    vertx.cancelTimer(timer);
    watched.forEach(consumer -> heartbeats.remove(consumer.loop));
  }

  /** The partitions that are paused because a record cannot be read, by channel. */
  Map<String, String> unreadablePartitions() {
    Map<String, String> names = new TreeMap<>();
    for (var consumer : watched) {
      var unreadable = consumer.unreadable.names();
      if (!unreadable.isEmpty()) {
        names.put(consumer.channel, String.join(",", unreadable));
      }
    }
    return names;
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

  private final class WatchedConsumer {
    private final String channel;
    private final String loop;
    private final KafkaConsumer<?, ?> consumer;
    private final UnreadablePartitions unreadable;
    private final ConsumerProgress progress;
    private final AtomicBoolean checking = new AtomicBoolean();
    private volatile boolean stalled;
    private int ticks;

    WatchedConsumer(String channel, KafkaConsumer<?, ?> consumer) {
      this.channel = channel;
      this.loop = "consumer-" + channel;
      this.consumer = consumer;
      this.unreadable = new UnreadablePartitions(channel, RETRY_INTERVAL);
      this.progress = new ConsumerProgress(unreadable);
    }

    void tick() {
      if (!stalled && unreadable.names().isEmpty()) {
        heartbeats.record(loop);
      }
      ticks++;
      if (ticks % HEARTBEATS_PER_CHECK == 0 && checking.compareAndSet(false, true)) {
        check();
      }
    }

    private void check() {
      consumer
          .runOnPollingThread(client -> {
            progress.check(client);
          })
          .ifNoItem()
          .after(CHECK_TIMEOUT)
          .fail()
          .onTermination()
          .invoke(() -> checking.set(false))
          .subscribe()
          .with(_ -> moves(), this::stalls);
    }

    private void moves() {
      if (stalled) {
        LOG.infof("loop=%s the consumer reads again", loop);
      }
      stalled = false;
    }

    private void stalls(Throwable failure) {
      if (!stalled) {
        LOG.errorf("loop=%s the consumer reads nothing: %s", loop, failure);
      }
      stalled = true;
    }
  }
}
