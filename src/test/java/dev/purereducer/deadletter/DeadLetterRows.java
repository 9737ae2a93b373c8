package dev.purereducer.deadletter;

import dev.purereducer.testkit.KafkaSender;
import dev.purereducer.testkit.TopicReader;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Direct access to the rows and records behind dead letters. */
@ApplicationScoped
public class DeadLetterRows {
  private static final Duration SOON = Duration.ofSeconds(5);

  private final Pool pool;
  private final TopicReader topics;

  DeadLetterRows(Pool pool, TopicReader topics) {
    this.pool = pool;
    this.topics = topics;
  }

  void run(String sql, String key) {
    pool.preparedQuery(sql).execute(Tuple.of(key)).await().atMost(SOON);
  }

  String state(String key) {
    return text("SELECT state::text FROM workflow_state WHERE workflow_key = $1", key);
  }

  String historyIds(String key) {
    return text("""
        SELECT string_agg(action_id, ',' ORDER BY version) FROM workflow_history
        WHERE workflow_key = $1
        """, key);
  }

  String rejectedId(String key) {
    return text("""
        SELECT action_id FROM action_dedup WHERE workflow_key = $1 AND outcome = 'r'
        """, key);
  }

  /** Writes the dead-letter records of a key again, as if redelivered after a crash. */
  void redeliver(KafkaSender sender, String key) {
    for (var record : topics.read("actions-dlq", key)) {
      sender.send(new ProducerRecord<>(
          "actions-dlq",
          null,
          record.key().getBytes(StandardCharsets.UTF_8),
          record.value(),
          record.headers()));
    }
  }

  private String text(String sql, String key) {
    return pool.preparedQuery(sql)
        .execute(Tuple.of(key))
        .await()
        .atMost(SOON)
        .iterator()
        .next()
        .getString(0);
  }
}
