package dev.purereducer.trace;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A span in an OTLP export, parsed from protobuf as far as the tests need it. */
record CollectedSpan(String traceId, String id, String parentId, String name) {
  private static final int RESOURCE_SPANS = 1;
  private static final int RESOURCE = 1;
  private static final int ATTRIBUTES = 1;
  private static final int SCOPE_SPANS = 2;
  private static final int SPAN = 2;
  private static final int TRACE_ID = 1;
  private static final int ID = 2;
  private static final int PARENT_ID = 4;
  private static final int NAME = 5;

  static List<CollectedSpan> of(byte[] request) {
    List<CollectedSpan> spans = new ArrayList<>();
    each(
        ByteBuffer.wrap(request),
        RESOURCE_SPANS,
        resource ->
            each(resource, SCOPE_SPANS, scope -> each(scope, SPAN, span -> spans.add(read(span)))));
    return spans;
  }

  /** The string attributes of the export's resource. */
  static Map<String, String> resourceAttributes(byte[] request) {
    Map<String, String> attributes = new HashMap<>();
    each(
        ByteBuffer.wrap(request),
        RESOURCE_SPANS,
        spans -> each(
            spans,
            RESOURCE,
            resource -> each(resource, ATTRIBUTES, it -> addAttribute(attributes, it))));
    return attributes;
  }

  /** A key (field 1) with a value (field 2), of which the string is field 1. */
  private static void addAttribute(Map<String, String> attributes, ByteBuffer attribute) {
    var texts = new String[2];
    eachField(attribute, (field, value) -> {
      if (field == 1) {
        texts[0] = text(value);
      } else {
        each(value, 1, string -> texts[1] = text(string));
      }
    });
    attributes.put(texts[0], texts[1]);
  }

  private static String text(ByteBuffer utf8) {
    return StandardCharsets.UTF_8.decode(utf8).toString();
  }

  private static CollectedSpan read(ByteBuffer span) {
    var texts = new String[NAME + 1];
    eachField(span, (field, value) -> {
      var bytes = new byte[value.remaining()];
      value.get(bytes);
      switch (field) {
        case TRACE_ID, ID, PARENT_ID -> texts[field] = HexFormat.of().formatHex(bytes);
        case NAME -> texts[field] = new String(bytes, StandardCharsets.UTF_8);
        default -> {}
      }
    });
    return new CollectedSpan(texts[TRACE_ID], texts[ID], texts[PARENT_ID], texts[NAME]);
  }

  private static void each(ByteBuffer message, int wanted, Consumer<ByteBuffer> then) {
    eachField(message, (field, value) -> {
      if (field == wanted) {
        then.accept(value);
      }
    });
  }

  /** Calls {@code then} for each length-delimited field; numbers are skipped. */
  private static void eachField(ByteBuffer message, BiConsumer<Integer, ByteBuffer> then) {
    var left = message.order(ByteOrder.LITTLE_ENDIAN);
    while (left.hasRemaining()) {
      long key = varint(left);
      switch ((int) (key & 7)) {
        case 0 -> varint(left);
        case 1 -> left.getLong();
        case 2 -> {
          int length = (int) varint(left);
          then.accept((int) (key >>> 3), left.slice(left.position(), length));
          left.position(left.position() + length);
        }
        case 5 -> left.getInt();
        default -> throw new AssertionError("unknown wire type: " + key);
      }
    }
  }

  private static long varint(ByteBuffer from) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = from.get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
