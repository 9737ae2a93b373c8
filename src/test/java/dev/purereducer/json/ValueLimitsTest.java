package dev.purereducer.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.purereducer.reduce.Json;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueLimitsTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "-1, 1",
    "10.5, 3",
    "0.1, 2",
    "0, 1",
    "1e399, 400",
    "-1e400, 401",
    "1e-399, 400",
    "1e-400, 401",
    "12e-400, 401",
    "0e-7, 8",
    "0e7, 1",
    "1e2147483647, 2147483648"
  })
  void digits_areThoseOfThePlainNotation(BigDecimal number, long digits) {
    assertEquals(digits, ValueLimits.digits(number));
    if (digits < 1_000) {
      assertEquals(digits, number.toPlainString().replaceAll("[-.]", "").length());
    }
  }

  @Test
  void valueInside_countsFromItsOwnRoot() {
    var limits = new ValueLimits(2, 3);

    assertNull(limits.fault(Json.EMPTY.with("a", Json.EMPTY.with("b", Json.of(-999)))));
    assertEquals(
        "nested deeper than 2",
        limits.fault(Json.EMPTY.with("a", Json.EMPTY.with("b", Json.EMPTY))));
    assertEquals(
        "a number has more than 3 digits when it is written without an exponent",
        limits.fault(Json.EMPTY.with("a", Json.number(new BigDecimal("0.001")))));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x00, 0x1F, 0x7F, 0x85, 0xAD, 0x34F, 0x600, 0x61C, 0x115F, 0x17B4, 0x180B, 0x180E, 0x200B,
        0x200C, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A, 0x202E, 0x2060, 0x2064, 0x2065,
        0x2066, 0x2069, 0x206F, 0x3164, 0xFE00, 0xFE0F, 0xFEFF, 0xFFA0, 0xFFF0, 0xFFF9, 0xFFFD,
        0xFFFE, 0xFDD0, 0x13430, 0x1BCA0, 0x1D173, 0x1FFFE, 0xE0000, 0xE0001, 0xE0020, 0xE007F,
        0xE0100, 0xE01EF, 0xE0FFF, 0x10FFFF
      })
  void invisibleCharacter_isNeitherInKeysNorInIds(int codePoint) {
    var text = "a" + Character.toString(codePoint) + "b";

    assertNotNull(ValueLimits.keyFault(text));
    assertNotNull(ValueLimits.idFault(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "Ελένη", "北京", "שלום", "हिन्दी", "😀", "...", ".a", "a;b", "~"})
  void visibleText_isAKeyAndAnId(String text) {
    assertNull(ValueLimits.keyFault(text));
    assertNull(ValueLimits.idFault(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ".", ".."})
  void textThatNoPathCanName_isNeitherAKeyNorAnId(String text) {
    assertNotNull(ValueLimits.keyFault(text));
    assertNotNull(ValueLimits.idFault(text));
  }
}
