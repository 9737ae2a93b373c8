package dev.purereducer.deadletter;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Files records of the dead-letter topic in the table. */
@ApplicationScoped
class DeadLetterWriter {
  private final DeadLetterStore table;
  private final DeadLetterConfig config;
  private final DeadLetterMeters meters;

  DeadLetterWriter(DeadLetterStore table, DeadLetterConfig config, DeadLetterMeters meters) {
    this.table = table;
    this.config = config;
    this.meters = meters;
  }

  /** Whether the table takes more; the answer may be out of date by a batch of each instance. */
  Uni<Boolean> hasRoom() {
    return open().map(open -> open < config.maxOpen());
  }

  /** How many letters are open; {@code max-open} stands for as many or more. */
  Uni<Long> open() {
    return table
        .run(DeadLetterSql.COUNT_OPEN, Tuple.of(config.maxOpen()))
        .map(rows -> rows.iterator().next().getLong("open"));
  }

  /** Completes when all are in the table; those that were there before are left as they are. */
  Uni<Void> insert(List<StoredDeadLetter> records) {
    Map<String, String> kinds = records.stream()
        .collect(Collectors.toMap(StoredDeadLetter::reason, StoredDeadLetter::kind, (a, _) -> a));
    return table
        .run(DeadLetterSql.INSERT_IF_NEW, columns(records))
        .invoke(added ->
            added.forEach(row -> meters.added(kinds.getOrDefault(row.getString("reason"), ""))))
        .replaceWithVoid();
  }

  private static Tuple columns(List<StoredDeadLetter> records) {
    return Tuple.tuple()
        .addValue(column(records, String[]::new, StoredDeadLetter::workflowKey))
        .addValue(column(records, String[]::new, StoredDeadLetter::actionId))
        .addValue(column(records, String[]::new, StoredDeadLetter::reason))
        .addValue(column(records, String[]::new, StoredDeadLetter::detail))
        .addValue(column(records, String[]::new, StoredDeadLetter::actionText))
        .addValue(column(records, Buffer[]::new, record -> buffer(record.key())))
        .addValue(column(records, Buffer[]::new, record -> buffer(record.value())))
        .addValue(column(records, String[]::new, StoredDeadLetter::headersText))
        .addValue(column(records, String[]::new, record -> record.source().topic()))
        .addValue(column(records, Integer[]::new, record -> record.source().partition()))
        .addValue(column(records, Long[]::new, record -> record.source().offset()))
        .addValue(column(
            records,
            OffsetDateTime[]::new,
            record -> record.sourceTime().atOffset(ZoneOffset.UTC)));
  }

  private static @Nullable Buffer buffer(byte @Nullable [] bytes) {
    return bytes == null ? null : Buffer.buffer(bytes);
  }

  private static <C> C[] column(
      List<StoredDeadLetter> records,
      IntFunction<C[]> array,
      Function<StoredDeadLetter, ? extends @Nullable C> value) {
    return records.stream().map(value).toArray(array);
  }
}
