package dev.purereducer.deadletter;

import dev.purereducer.event.RecordPosition;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writer of the table: inserts dead letters up to the configured number of open ones. */
@ApplicationScoped
class DeadLetterWriter {
  /**
   * A row to insert into {@code dead_letter}: with the action if the record could be decoded, else
   * with the record's original key, value and headers.
   *
   * @param kind the problem's type, which is one of few and so can label a meter; a reason may be any
   *     code of a reducer
   */
  record StoredDeadLetter(
      @Nullable String workflowKey,
      @Nullable String actionId,
      String kind,
      String reason,
      String detail,
      @Nullable String actionText,
      byte @Nullable [] key,
      byte @Nullable [] value,
      @Nullable String headersText,
      RecordPosition source,
      Instant sourceTime) {}

  private final DeadLetterStore store;
  private final DeadLetterConfig config;
  private final DeadLetterMeters meters;

  DeadLetterWriter(DeadLetterStore store, DeadLetterConfig config, DeadLetterMeters meters) {
    this.store = store;
    this.config = config;
    this.meters = meters;
  }

  /**
   * Whether another batch may be inserted. Instances check independently, so each may add one more.
   */
  Uni<Boolean> hasCapacity() {
    return store.countOpen().map(open -> open < config.maxOpen());
  }

  /** Inserts dead letters. A redelivered one, with the same source, is left unchanged. */
  Uni<Void> insert(List<StoredDeadLetter> deadLetters) {
    Map<String, String> kindsByReason = deadLetters.stream()
        .collect(Collectors.toMap(StoredDeadLetter::reason, StoredDeadLetter::kind, (a, _) -> a));
    return store
        .run(DeadLetterSql.INSERT_IF_NEW, columns(deadLetters))
        .invoke(inserted -> inserted.forEach(
            row -> meters.added(kindsByReason.getOrDefault(row.getString("reason"), ""))))
        .replaceWithVoid();
  }

  private static Tuple columns(List<StoredDeadLetter> deadLetters) {
    return Tuple.tuple()
        .addValue(column(deadLetters, String[]::new, StoredDeadLetter::workflowKey))
        .addValue(column(deadLetters, String[]::new, StoredDeadLetter::actionId))
        .addValue(column(deadLetters, String[]::new, StoredDeadLetter::reason))
        .addValue(column(deadLetters, String[]::new, StoredDeadLetter::detail))
        .addValue(column(deadLetters, String[]::new, StoredDeadLetter::actionText))
        .addValue(column(deadLetters, Buffer[]::new, it -> buffer(it.key())))
        .addValue(column(deadLetters, Buffer[]::new, it -> buffer(it.value())))
        .addValue(column(deadLetters, String[]::new, StoredDeadLetter::headersText))
        .addValue(column(deadLetters, String[]::new, it -> it.source().topic()))
        .addValue(column(deadLetters, Integer[]::new, it -> it.source().partition()))
        .addValue(column(deadLetters, Long[]::new, it -> it.source().offset()))
        .addValue(column(
            deadLetters, OffsetDateTime[]::new, it -> it.sourceTime().atOffset(ZoneOffset.UTC)));
  }

  private static @Nullable Buffer buffer(byte @Nullable [] bytes) {
    return bytes == null ? null : Buffer.buffer(bytes);
  }

  private static <C> C[] column(
      List<StoredDeadLetter> deadLetters,
      IntFunction<C[]> array,
      Function<StoredDeadLetter, ? extends @Nullable C> value) {
    return deadLetters.stream().map(value).toArray(array);
  }
}
