package dev.purereducer.database;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.pgclient.PgException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreOutageTest {
  private static boolean isOutage(String sqlState) {
    return SqlErrors.isOutage(new PgException("m", "ERROR", sqlState, "d"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"08006", "40001", "40P01", "53100", "53300", "57P01", "57P03", "58030"})
  void whatPasses_isAnOutage(String sqlState) {
    assertTrue(isOutage(sqlState));
  }

  @ParameterizedTest
  @ValueSource(strings = {"22P02", "23505", "42601", "42P01"})
  void ourMistake_isNone(String sqlState) {
    assertFalse(isOutage(sqlState));
  }
}
