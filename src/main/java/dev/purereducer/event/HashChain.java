package dev.purereducer.event;

import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Hash chain over a workflow's history: a lost, inserted, reordered or changed action changes every
 * later link.
 *
 * <p>{@code chain(v) = SHA-256(chain(v-1) ‖ v as 8 bytes, big-endian ‖ action id in UTF-8 ‖ payload
 * hash)}, and {@code chain(0)} is {@value #HASH_BYTES} zero bytes. The fields before and after the
 * action id have fixed lengths, so two different histories never have the same input.
 */
public final class HashChain {
  public static final int HASH_BYTES = 32;

  /** The chain of a workflow at version 0. Shared, never written to. */
  public static final byte[] GENESIS = new byte[HASH_BYTES];

  private HashChain() {}

  /** The link at {@code version}, which follows {@code previous}; {@value #HASH_BYTES} bytes. */
  public static byte[] next(byte[] previous, long version, String actionId, byte[] payloadHash) {
    var digest = sha256();
    digest.update(previous);
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, version));
    digest.update(actionId.getBytes(StandardCharsets.UTF_8));
    digest.update(payloadHash);
    return digest.digest();
  }

  /** SHA-256 of the payload's {@linkplain JsonText#canonical canonical text}. */
  public static byte[] payloadHash(Json payload) {
    return sha256().digest(JsonText.canonical(payload));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
