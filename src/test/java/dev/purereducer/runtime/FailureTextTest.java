package dev.purereducer.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class FailureTextTest {
  @Test
  void failureInTheJdk_namesTheFirstLineOutsideOfIt() {
    var failure =
        assertThrows(NullPointerException.class, () -> Objects.requireNonNull(null, "no value"));

    var text = FailureText.of(failure);

    assertTrue(text.startsWith("java.lang.NullPointerException: no value at "), text);
    assertTrue(text.contains("FailureTextTest.java:"), text);
  }

  @Test
  void failureWithoutMessageAndStack_isItsClass() {
    var failure = new RuntimeException(null, null, false, false) {};

    assertEquals(failure.getClass().getName(), FailureText.of(failure));
  }

  @Test
  void failureThatThrowsWhenPrinted_isStillNamed() {
    var failure = new RuntimeException() {
      @Override
      public String getMessage() {
        throw new IllegalStateException();
      }

      @Override
      public StackTraceElement[] getStackTrace() {
        throw new IllegalStateException();
      }
    };

    assertEquals(
        failure.getClass().getName() + ": its message cannot be read", FailureText.of(failure));
  }
}
