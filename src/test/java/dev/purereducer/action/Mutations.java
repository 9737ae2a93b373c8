package dev.purereducer.action;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Generates inputs by random mutation of valid ones; reproducible by its seed. */
final class Mutations {
  private static final int MAX_BYTES = 64 * 1_024;
  private static final int MAX_STEPS = 6;

  /** Fragments that are likely to break decoders: of JSON, UTF-8 and numbers. */
  private static final List<byte[]> FRAGMENTS = List.of(
      text("\\u0000"),
      text("\\ud800"),
      text("\\udc00\\ud800"),
      text("\""),
      text("\\"),
      text("{"),
      text("}"),
      text("[".repeat(70)),
      text("]".repeat(70)),
      text("{\"a\":".repeat(70)),
      text("[".repeat(5_000)),
      text("null"),
      text("NaN"),
      text("-Infinity"),
      text("1e999999999"),
      text("-1e-999999999"),
      text("9223372036854775808"),
      text("-9223372036854775809"),
      text("0".repeat(500)),
      text("9".repeat(1_500)),
      text("1." + "3".repeat(500)),
      text(",\"payload\":1"),
      text(",\"epoch\":-1"),
      text("\"expected_version\":1e3,"),
      text("\"specversion\":\"1.0\","),
      text("\"data_base64\":\"AAAA\","),
      text("k".repeat(600)),
      text("\r\n"),
      text("\n"),
      text("/*x*/"),
      text("\uFEFF"),
      text("\u202E\u2028\u0085"),
      bytes(0xC0, 0x80),
      bytes(0xED, 0xA0, 0x80),
      bytes(0xF4, 0x90, 0x80, 0x80),
      bytes(0xFF),
      bytes(0xE2, 0x82),
      bytes(0x00));

  private final Random random;
  private final List<byte[]> seeds;

  Mutations(Random random, List<byte[]> seeds) {
    this.random = random;
    this.seeds = seeds;
  }

  byte[] next() {
    var input = seed();
    for (int steps = random.nextInt(MAX_STEPS + 1); steps > 0; steps--) {
      input = mutated(input);
    }
    return input.length > MAX_BYTES ? Arrays.copyOf(input, MAX_BYTES) : input;
  }

  private byte[] mutated(byte[] input) {
    int from = random.nextInt(input.length + 1);
    int to = Math.min(input.length, from + random.nextInt(1 + random.nextInt(40)));
    return switch (random.nextInt(7)) {
      case 0 -> joined(input, from, FRAGMENTS.get(random.nextInt(FRAGMENTS.size())), from);
      case 1 -> joined(input, from, FRAGMENTS.get(random.nextInt(FRAGMENTS.size())), to);
      case 2 -> joined(input, from, new byte[0], to);
      case 3 -> joined(input, to, Arrays.copyOfRange(input, from, to), to);
      case 4 -> Arrays.copyOf(input, from);
      case 5 -> flipped(input);
      default -> joined(input, from, Arrays.copyOfRange(seed(), 0, random.nextInt(60)), to);
    };
  }

  private byte[] seed() {
    return seeds.get(random.nextInt(seeds.size()));
  }

  private byte[] flipped(byte[] input) {
    var flipped = input.clone();
    if (flipped.length > 0) {
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return flipped;
  }

  private static byte[] joined(byte[] input, int until, byte[] fragment, int from) {
    var out = new ByteArrayOutputStream(input.length + fragment.length);
    out.write(input, 0, until);
    out.writeBytes(fragment);
    out.write(input, from, input.length - from);
    return out.toByteArray();
  }

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(int... values) {
    var bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
