package dev.purereducer.outbox;

import dev.purereducer.database.Migrator;
import dev.purereducer.event.OutboxEvent.EventType;
import dev.purereducer.event.Shards;
import dev.purereducer.event.TopicsConfig;
import dev.purereducer.outbox.RelayLifecycle.RelayPool;
import dev.purereducer.runtime.Heartbeats;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgConnectOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A separate schema and topics, so that the application's relay does not interfere. */
final class OutboxFixture implements AutoCloseable {
  static final int SHARDS = 16;

  private static final int PARTITIONS = 3;
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private static final String INSERT = """
      INSERT INTO outbox (
        shard, event_type, event_id, workflow_key, previous_version, version, event, traceparent,
        at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      """;

  final String id = "t" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
  final TopicsConfig topics = new PrefixedTopics(id + ".");
  final Vertx vertx;
  final Pool pool;

  private final PgConnectOptions connectOptions;
  private final Map<String, Object> broker;
  private final List<RunningRelay> relays = new ArrayList<>();

  private record PrefixedTopics(String prefix) implements TopicsConfig {
    @Override
    public String actions() {
      return prefix + "actions";
    }

    @Override
    public String actionsDlq() {
      return prefix + "actions-dlq";
    }

    @Override
    public String stateCommitted() {
      return prefix + "state-committed";
    }

    @Override
    public String stateConflicts() {
      return prefix + "state-conflicts";
    }

    @Override
    public String intents() {
      return prefix + "intents";
    }

    @Override
    public String reducerGaveUp() {
      return prefix + "reducer-gave-up";
    }
  }

  /** A relay with its pool. */
  record RunningRelay(Relay relay, Pool pool) {
    int shards() {
      return relay.health().shards();
    }
  }

  OutboxFixture(Vertx vertx, PgConnectOptions shared, Map<String, Object> broker) {
    this.vertx = vertx;
    this.broker = broker;
    this.connectOptions = new PgConnectOptions(shared).addProperty("search_path", id);
    var plain = RelayPool.open(vertx, new PgConnectOptions(shared));
    await(plain.query("CREATE SCHEMA " + id).execute());
    await(plain.close());
    this.pool = RelayPool.open(vertx, new PgConnectOptions(connectOptions));
    Migrator.SCRIPTS.forEach(script -> await(pool.query(script(script)).execute()));
    createTopics();
  }

  // ---- relays

  RunningRelay startRelay(TestPublishConfig config) {
    return startRelay(config, sink -> sink);
  }

  RunningRelay startRelay(TestPublishConfig config, UnaryOperator<EventSink> decorator) {
    return startRelay(UUID.randomUUID().toString(), config, decorator);
  }

  RunningRelay startRelay(
      String owner, TestPublishConfig config, UnaryOperator<EventSink> decorator) {
    var sink = new KafkaSink(
        new ProducerFactory(broker, config),
        new CloudEventWriter(topics, config, InstantSource.system()));
    var connections = RelayPool.open(vertx, new PgConnectOptions(connectOptions));
    var meters = new PublishMeters(new SimpleMeterRegistry());
    var dependencies =
        new Relay.RelayDependencies(vertx, new Heartbeats(), meters, () -> SHARDS, config);
    var relay = new Relay(owner, dependencies, connections, decorator.apply(sink));
    var started = new RunningRelay(relay, connections);
    relays.add(started);
    relay.start();
    return started;
  }

  /** Simulates a crash: no lease is freed or renewed any more, and no row is deleted. */
  void kill(RunningRelay started) {
    relays.remove(started);
    await(started.pool.close());
    started.relay.stop().subscribe().with(_ -> {}, _ -> {});
  }

  void stop(RunningRelay started) {
    relays.remove(started);
    await(started.relay.stop());
    await(started.pool.close());
  }

  // ---- outbox rows

  void commit(String key, long version) {
    await(insert(pool, EventType.STATE_COMMITTED, key, version));
  }

  void commit(String key, long version, byte[] data) {
    await(insert(pool, EventType.STATE_COMMITTED, key, version, data));
  }

  Uni<Void> insert(SqlClient client, EventType type, String key, long version) {
    return insert(client, type, key, version, data(key, version));
  }

  private Uni<Void> insert(
      SqlClient client, EventType type, String key, long version, byte[] data) {
    var row = Tuple.tuple()
        .addValue((short) Shards.of(key, SHARDS))
        .addValue(type.outboxName())
        .addValue(type + "/" + key + "@" + version)
        .addValue(key)
        .addValue(type == EventType.STATE_COMMITTED ? version - 1 : null)
        .addValue(type == EventType.STATE_COMMITTED ? version : null)
        .addValue(Buffer.buffer(data).getDelegate())
        .addValue(type == EventType.INTENT ? null : "00-" + id)
        .addValue(OffsetDateTime.of(2026, 1, 2, 3, 4, 5, 0, ZoneOffset.UTC));
    return client.preparedQuery(INSERT).execute(row).replaceWithVoid();
  }

  static byte[] data(String key, long version) {
    return ("{\"workflow_key\":\"" + key + "\",\"version\":" + version + "}")
        .getBytes(StandardCharsets.UTF_8);
  }

  long unpublishedRows() {
    return number("SELECT count(*) FROM outbox");
  }

  long number(String sql) {
    Row row = await(pool.query(sql).execute()).iterator().next();
    return row.getLong(0);
  }

  <T> T await(Uni<T> uni) {
    return uni.await().atMost(TIMEOUT);
  }

  // ---- topics

  /** All records of a topic, once there are {@code atLeast} or the timeout has elapsed. */
  List<ConsumerRecord<String, byte[]>> records(String topic, int atLeast) {
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    try (var consumer = new KafkaConsumer<>(
        consumerSettings(), new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (int partition = 0; partition < PARTITIONS; partition++) {
        partitions.add(new TopicPartition(topic, partition));
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long deadline = System.nanoTime() + TIMEOUT.toNanos();
      while (records.size() < atLeast && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(50)).forEach(records::add);
      }
      // unexpected records beyond these count too
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(at -> consumer.position(at) < ends.get(at))) {
        consumer.poll(Duration.ofMillis(50)).forEach(records::add);
      }
    }
    return records;
  }

  /** The versions of a key on {@code state-committed}, in log order. */
  List<Long> versions(String key, int atLeast) {
    return records(topics.stateCommitted(), atLeast).stream()
        .filter(record -> record.key().equals(key))
        .map(OutboxFixture::version)
        .toList();
  }

  static long version(ConsumerRecord<String, byte[]> record) {
    return Long.parseLong(header(record, "ce_version"));
  }

  static String header(ConsumerRecord<String, byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private Map<String, Object> consumerSettings() {
    return Map.of("bootstrap.servers", broker.get("bootstrap.servers"));
  }

  private void createTopics() {
    try (var admin = Admin.create(broker)) {
      var wanted = List.of(
          // above the producer's batch size, below its request size: the broker rejects the record
          new NewTopic(topics.stateCommitted(), PARTITIONS, (short) 1)
              .configs(Map.of("max.message.bytes", "150000")),
          new NewTopic(topics.stateConflicts(), PARTITIONS, (short) 1),
          new NewTopic(topics.intents(), PARTITIONS, (short) 1),
          new NewTopic(topics.reducerGaveUp(), PARTITIONS, (short) 1));
      admin.createTopics(wanted).all().get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String script(String name) {
    var loader = Thread.currentThread().getContextClassLoader();
    try (var in = loader.getResourceAsStream("db/migration/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    List.copyOf(relays).forEach(this::stop);
    await(pool.query("DROP SCHEMA " + id + " CASCADE").execute());
    await(pool.close());
  }
}
