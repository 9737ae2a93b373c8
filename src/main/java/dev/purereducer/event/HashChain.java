package dev.purereducer.event;

import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * Hash chain over a workflow's history: a lost, inserted, reordered or changed action changes every
 * later link.
 *
 * <p>{@code chain(v) = SHA-256(chain(v-1) ‖ v as 8 bytes, big-endian ‖ action id in UTF-8 ‖ action
 * hash)}, and {@code chain(0)} is {@value #HASH_BYTES} zero bytes. The fields before and after the
 * action id have fixed lengths, so two different histories never have the same input.
 */
public final class HashChain {
  public static final int HASH_BYTES = 32;

  /** The chain of a workflow at version 0. Shared, never written to. */
  public static final byte[] GENESIS = new byte[HASH_BYTES];

  private HashChain() {}

  /** The link at {@code version}, which follows {@code previous}; {@value #HASH_BYTES} bytes. */
  public static byte[] next(byte[] previous, long version, String actionId, byte[] actionHash) {
    var digest = sha256();
    digest.update(previous);
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, version));
    digest.update(actionId.getBytes(StandardCharsets.UTF_8));
    digest.update(actionHash);
    return digest.digest();
  }

  /**
   * Hash of what an action asks for; two actions with one id must have the same.
   *
   * <p>{@code SHA-256(text(reducer) ‖ text(type) ‖ text(expected version) ‖ payload)}: {@code text} is
   * the length in bytes as 4 bytes, big-endian, and the UTF-8 text, or a length of -1 for a value that
   * is absent; expected version and payload are {@linkplain JsonText#canonical canonical JSON}.
   */
  public static byte[] actionHash(
      String reducer, @Nullable String type, @Nullable Json expectedVersion, Json payload) {
    var digest = sha256();
    update(digest, utf8(reducer));
    update(digest, type == null ? null : utf8(type));
    update(digest, expectedVersion == null ? null : JsonText.canonical(expectedVersion));
    digest.update(JsonText.canonical(payload));
    return digest.digest();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void update(MessageDigest digest, byte @Nullable [] text) {
    int length = text == null ? -1 : text.length;
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, length));
    if (text != null) {
      digest.update(text);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
