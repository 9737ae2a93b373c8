package dev.purereducer.json;

/**
 * The characters of keys and ids: every one of them can be seen, and none changes the direction of
 * the text around it, so two different keys do not look alike in a log line.
 */
final class VisibleText {
  /** Default-ignorable code points (Unicode, DerivedCoreProperties) outside of the category Cf. */
  private static final int[][] IGNORABLE_RANGES = {
    {0x034F, 0x034F},
    {0x115F, 0x1160},
    {0x17B4, 0x17B5},
    {0x180B, 0x180F},
    {0x2065, 0x2065},
    {0x3164, 0x3164},
    {0xFE00, 0xFE0F},
    {0xFFA0, 0xFFA0},
    {0xFFF0, 0xFFF8},
    {0xE0000, 0xE0FFF},
  };

  private static final int REPLACEMENT_CHARACTER = 0xFFFD;
  private static final int NONCHARACTER_BITS = 0xFFFE;

  private VisibleText() {}

  static boolean isVisible(String text) {
    for (int i = 0; i < text.length(); ) {
      char c = text.charAt(i);
      if (c >= 0x20 && c < 0x7F) {
        i++;
        continue;
      }
      int codePoint = text.codePointAt(i);
      if (!isVisible(codePoint)) {
        return false;
      }
      i += Character.charCount(codePoint);
    }
    return true;
  }

  private static boolean isVisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR -> false;
      default -> !isIgnorable(codePoint) && !isNoncharacter(codePoint);
    };
  }

  private static boolean isIgnorable(int codePoint) {
    for (var range : IGNORABLE_RANGES) {
      if (codePoint >= range[0] && codePoint <= range[1]) {
        return true;
      }
    }
    return false;
  }

  /** Also U+FFFD: it replaces invalid UTF-8, so that different invalid keys would become one. */
  private static boolean isNoncharacter(int codePoint) {
    return codePoint == REPLACEMENT_CHARACTER
        || (codePoint & NONCHARACTER_BITS) == NONCHARACTER_BITS
        || (codePoint >= 0xFDD0 && codePoint <= 0xFDEF);
  }
}
