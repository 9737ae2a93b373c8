package dev.purereducer.action;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Action ids that are computed from where an action comes from, so that a redelivery has the same id.
 *
 * <p>An id is {@code ~} and the URL-safe Base64 of SHA-256 over its parts in UTF-8, each after its
 * length in bytes (4 bytes, big-endian). Callers may not send ids that begin with {@code ~}.
 */
final class DerivedIds {
  private static final String PREFIX = "~";

  private DerivedIds() {}

  static boolean isDerived(@Nullable String actionId) {
    return actionId != null && actionId.startsWith(PREFIX);
  }

  /** The id of a CloudEvent, which is identified by its source and id. */
  static String ofEvent(String source, String id) {
    return of("event", source, id);
  }

  /** The id of a record whose action has none. The timestamp tells a recreated topic apart. */
  static String ofRecord(ConsumerRecord<?, ?> record) {
    return of(
        "record",
        record.topic(),
        Integer.toString(record.partition()),
        Long.toString(record.offset()),
        Long.toString(record.timestamp()));
  }

  private static String of(String... parts) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (var part : List.of(parts)) {
        var bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        digest.update(bytes);
      }
      return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
