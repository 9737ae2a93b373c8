package dev.purereducer.action;

import static dev.purereducer.http.ProblemType.BAD_WORKFLOW_KEY;
import static dev.purereducer.http.ProblemType.MALFORMED_ACTION;

import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Validation of workflow keys and ids. Valid ones fit the indexes of the database. */
final class Identifiers {
  static final int MAX_KEY_CHARS = 512;

  /** PostgreSQL limits an index entry to 2,704 bytes, and one entry holds a namespace and a key. */
  static final int MAX_KEY_BYTES = 1_024;

  static final int MAX_ID_CHARS = 200;

  private Identifiers() {}

  /** The given key. Throws a problem if it is not valid. */
  static String workflowKey(String key) {
    if (key.isBlank()) {
      throw badKey("the workflow key is empty");
    }
    if (key.length() > MAX_KEY_CHARS) {
      throw badKey("the workflow key has more than " + MAX_KEY_CHARS + " characters");
    }
    if (!isPrintable(key)) {
      throw badKey("the workflow key has a control character or is not valid UTF-8");
    }
    if (key.length() > MAX_KEY_BYTES / 3
        && key.getBytes(StandardCharsets.UTF_8).length > MAX_KEY_BYTES) {
      throw badKey("the workflow key has more than " + MAX_KEY_BYTES + " bytes in UTF-8");
    }
    return key;
  }

  /** The given id, which may be absent. Throws a problem if it is not valid. */
  static @Nullable String id(String member, @Nullable String id) {
    return id == null ? null : requireId(member, id);
  }

  /** The given id. Throws a problem if it is not valid. */
  static String requireId(String member, String id) {
    if (id.isBlank() || id.length() > MAX_ID_CHARS || !isPrintable(id)) {
      throw new ProblemException(Problem.of(
          MALFORMED_ACTION, member + " must be 1 to " + MAX_ID_CHARS + " printable characters"));
    }
    return id;
  }

  private static boolean isPrintable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x20 && c < 0x7F) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isISOControl(c) || Character.isSurrogate(c) || isUnprintable(c)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Line and paragraph separators, characters that change the text direction of a log line,
   * noncharacters, and U+FFFD: it replaces invalid UTF-8, so that different invalid keys would become
   * one.
   */
  private static boolean isUnprintable(char c) {
    return (c >= '\u2028' && c <= '\u202E') || (c >= '\u2066' && c <= '\u2069') || c >= '\uFFFD';
  }

  private static ProblemException badKey(String detail) {
    return new ProblemException(Problem.of(BAD_WORKFLOW_KEY, detail));
  }
}
