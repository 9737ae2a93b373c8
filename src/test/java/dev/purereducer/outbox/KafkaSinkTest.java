package dev.purereducer.outbox;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.event.OutboxEvent;
import dev.purereducer.event.OutboxEvent.EventType;
import dev.purereducer.event.TopicsConfig;
import dev.purereducer.outbox.OutboxStore.OutboxRow;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KafkaSinkTest {
  private static final Instant CLOCK = Instant.parse("2026-01-02T03:04:05Z");

  private final List<MockProducer<String, byte[]>> producers = new CopyOnWriteArrayList<>();
  private final AtomicInteger flushes = new AtomicInteger();
  private final KafkaSink sink = new KafkaSink(
      this::producer, new CloudEventWriter(new Topics(), TestPublishConfig.FAST, () -> CLOCK));

  private record Topics(
      String actions,
      String actionsDlq,
      String stateCommitted,
      String stateConflicts,
      String intents,
      String reducerGaveUp)
      implements TopicsConfig {
    Topics() {
      this(
          "actions",
          "actions-dlq",
          "state-committed",
          "state-conflicts",
          "intents",
          "reducer-gave-up");
    }
  }

  @AfterEach
  void close() {
    sink.close();
  }

  @Test
  void allRecordsAcknowledged_completesTheBatch() {
    var sent = send(row(1), row(2));

    assertTrue(awaitRecords(2).completeNext());
    assertFalse(sent.isDone());
    assertTrue(producers.getFirst().completeNext());

    sent.join();
  }

  @Test
  void records_haveTheTimeOfTheGivenClock() {
    var sent = send(row(1));
    var producer = awaitRecords(1);
    producer.completeNext();
    sent.join();

    assertEquals(CLOCK.toEpochMilli(), producer.history().getFirst().timestamp());
  }

  @Test
  void failedRecord_closesTheProducer_andTheNextBatchCreatesOne() {
    var sent = send(row(1), row(2));

    awaitRecords(2).errorNext(new TopicAuthorizationException("state-committed"));
    assertTrue(producers.getFirst().closed(), "no record after the failed one may be sent");
    producers.getFirst().errorNext(new IllegalStateException("aborted by the close"));
    var failure = failureOf(sent);
    send(row(1));

    assertInstanceOf(IllegalStateException.class, failure);
    await().until(() -> producers.size() == 2);
  }

  @Test
  void failure_isReportedWhenAllRecordsAreSettled() {
    var sent = send(row(1), row(2));

    awaitRecords(2).errorNext(new TopicAuthorizationException("state-committed"));
    assertFalse(sent.isDone());
    producers.getFirst().errorNext(new IllegalStateException("aborted by the close"));

    failureOf(sent);
  }

  @Test
  void recordTooLarge_failsWithItsRow() {
    var sent = send(row(1), row(2));

    awaitRecords(2).completeNext();
    producers.getFirst().errorNext(new RecordTooLargeException("too large"));

    assertEquals(
        2,
        assertInstanceOf(EventSink.RecordRefusedException.class, failureOf(sent))
            .row()
            .id());
  }

  @Test
  void batch_isFlushedOnce() {
    var sent = send(row(1), row(2));

    var producer = awaitRecords(2);
    await().until(() -> flushes.get() == 1);
    producer.completeNext();
    producer.completeNext();

    sent.join();
    assertEquals(1, flushes.get());
  }

  private Producer<String, byte[]> producer() {
    var producer =
        new MockProducer<String, byte[]>(
            false, null, new StringSerializer(), new ByteArraySerializer()) {
          @Override
          public void flush() {
            // the real method waits; the mock's would acknowledge all records
            flushes.incrementAndGet();
          }
        };
    producers.add(producer);
    return producer;
  }

  private CompletableFuture<Void> send(OutboxRow... rows) {
    return sink.send(List.of(rows)).subscribeAsCompletionStage();
  }

  private MockProducer<String, byte[]> awaitRecords(int count) {
    await().until(() -> !producers.isEmpty() && producers.getFirst().history().size() == count);
    return producers.getFirst();
  }

  private static Throwable failureOf(CompletableFuture<Void> sent) {
    try {
      sent.join();
      throw new AssertionError("the batch should have failed");
    } catch (CompletionException e) {
      return e.getCause();
    }
  }

  private static OutboxRow row(long id) {
    var at = Instant.EPOCH;
    return new OutboxRow(
        id,
        new OutboxEvent(
            EventType.STATE_COMMITTED, "k@" + id, "k", id - 1, id, new byte[0], at, null));
  }
}
