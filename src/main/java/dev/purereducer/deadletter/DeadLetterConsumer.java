package dev.purereducer.deadletter;

import dev.purereducer.action.IngestRole;
import dev.purereducer.database.SqlErrors;
import dev.purereducer.runtime.Heartbeats;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.ChannelRegistry;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Files what is on the dead-letter topic in the table, in processes with the role {@code ingest}. A
 * batch is acknowledged once it is in the table, however long that takes; while the table is full,
 * the topic keeps the rest.
 */
@ApplicationScoped
public class DeadLetterConsumer {
  static final String CHANNEL = "dead-letters";

  /** The name of this loop among the heartbeats. */
  static final String LOOP = "dead-letters";

  /** Set aside by the commit path, which has written the letter already. */
  private static final String GAVE_UP = "gave-up";

  /** As many letters are open as may be. */
  private static final class TableFull extends RuntimeException {
    static final TableFull SIGNAL = new TableFull();

    private TableFull() {
      super("the table is full; letters wait on the topic", null, false, false);
    }
  }

  private static final Duration MIN_BACKOFF = Duration.ofMillis(100);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(5);
  private static final Duration BEAT = Duration.ofSeconds(1);
  private static final Logger LOG = Logger.getLogger(DeadLetterConsumer.class);

  private final DeadLetterDecoder reader;
  private final DeadLetterWriter file;
  private final Heartbeats heartbeats;
  private final IngestRole role;
  private volatile boolean busy;
  private long beats;

  DeadLetterConsumer(
      DeadLetterDecoder reader, DeadLetterWriter file, Heartbeats heartbeats, IngestRole role) {
    this.reader = reader;
    this.file = file;
    this.heartbeats = heartbeats;
    this.role = role;
  }

  void open(
      @Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event,
      ChannelRegistry channels,
      Vertx vertx) {
    if (role.isOn()) {
      channels.getPausable(CHANNEL).resume();
      heartbeats.record(LOOP);
      beats = vertx.setPeriodic(BEAT.toMillis(), _ -> beatUnlessBusy());
    }
  }

  void close(
      @Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) ShutdownEvent event,
      ChannelRegistry channels,
      Vertx vertx) {
    if (role.isOn()) {
      channels.getPausable(CHANNEL).pause();
      vertx.cancelTimer(beats);
      heartbeats.remove(LOOP);
    }
  }

  /** One batch at a time. */
  @Incoming(CHANNEL)
  @Acknowledgment(Acknowledgment.Strategy.POST_PROCESSING)
  public Uni<Void> consume(KafkaRecordBatch<byte[], byte[]> batch) {
    var records = letters(batch);
    if (records.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return Uni.createFrom()
        .deferred(() -> fileOnce(records))
        .onFailure()
        .invoke(failure -> LOG.warnf("loop=%s batch is tried again: %s", LOOP, failure))
        .onFailure()
        .retry()
        .withBackOff(MIN_BACKOFF, MAX_BACKOFF)
        .indefinitely()
        .onTermination()
        .invoke(() -> busy = false);
  }

  /** Waiting for room is no fault of this loop: its heart beats on meanwhile. */
  private Uni<Void> fileOnce(List<StoredDeadLetter> records) {
    busy = true;
    return file.hasRoom().chain(room -> {
      if (room) {
        return insert(records);
      }
      busy = false;
      return Uni.createFrom().failure(TableFull.SIGNAL);
    });
  }

  private List<StoredDeadLetter> letters(KafkaRecordBatch<byte[], byte[]> batch) {
    List<StoredDeadLetter> letters = new ArrayList<>();
    ConsumerRecords<byte[], byte[]> records = batch
        .getMetadata(IncomingKafkaRecordBatchMetadata.class)
        .orElseThrow()
        .<byte[], byte[]>getRecords();
    for (var record : records) {
      var letter = reader.read(record);
      if (!letter.kind().equals(GAVE_UP)) {
        letters.add(letter);
      }
    }
    return letters;
  }

  /** All at once, or each by itself when the database refuses one of them. */
  private Uni<Void> insert(List<StoredDeadLetter> records) {
    return file.insert(records).onFailure(SqlErrors::isDataError).recoverWithUni(refusal -> {
      if (records.size() > 1) {
        int middle = records.size() / 2;
        return insert(records.subList(0, middle))
            .chain(() -> insert(records.subList(middle, records.size())));
      }
      LOG.errorf("loop=%s refused by the database: %s", LOOP, refusal);
      return Uni.createFrom().voidItem();
    });
  }

  private void beatUnlessBusy() {
    if (!busy) {
      heartbeats.record(LOOP);
    }
  }
}
