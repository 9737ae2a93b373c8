package dev.purereducer.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.timeout.ReadTimeoutException;
import io.smallrye.mutiny.TimeoutException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SqlErrorsTest {
  @ParameterizedTest
  @CsvSource({
    // sqlState, outage, data error, breaks the connection
    "08006, true, false, true", // connection failure
    "22003, false, true, false", // numeric value out of range
    "22P02, false, true, false", // invalid text representation
    "23505, false, true, false", // unique violation
    "23514, true, false, false", // check violation without a constraint: a missing partition
    "25006, true, false, true", // read-only transaction: a failover
    "28P01, true, false, true", // invalid password
    "3D000, true, false, true", // unknown database
    "40001, true, false, false", // serialization failure
    "40P01, true, false, false", // deadlock
    "40003, true, false, true", // statement completion unknown
    "42601, false, false, true", // syntax error
    "42P01, false, false, true", // undefined table
    "53100, true, false, true", // disk full
    "53300, true, false, true", // too many connections
    "54000, false, true, false", // program limit exceeded
    "55000, true, false, true", // the database accepts no connections
    "55P03, true, false, false", // lock not available: lock timeout
    "57014, true, false, true", // query canceled: statement timeout
    "57P01, true, false, true", // shutdown
    "57P03, true, false, true", // starting up
    "58030, true, false, true", // I/O error
  })
  void sqlState_isClassified(String sqlState, boolean outage, boolean dataError, boolean breaks) {
    var failure = withState(sqlState);

    assertEquals(outage, SqlErrors.isOutage(failure), "outage");
    assertEquals(dataError, SqlErrors.isDataError(failure), "data error");
    assertEquals(breaks, SqlErrors.breaksConnection(failure), "breaks the connection");
  }

  @Test
  void violatedCheckConstraint_isADataErrorAndNoMissingPartition() {
    var failure = new PgException(
        "message", "ERROR", "23514", "", "", "", "", "", "", "public", "t", "c", "", "t_check", "",
        "", "");

    assertTrue(SqlErrors.isDataError(failure));
    assertFalse(SqlErrors.isOutage(failure));
    assertFalse(SqlErrors.isMissingPartition(failure));
    assertTrue(SqlErrors.isMissingPartition(withState("23514")));
  }

  static Stream<Throwable> clientFailures() {
    return Stream.of(
        new StoreUnavailableException("statement timeout"),
        new TimeoutException(),
        new IOException("connection reset"),
        ReadTimeoutException.INSTANCE,
        new NoStackTraceThrowable("connection is closed"));
  }

  @ParameterizedTest
  @MethodSource("clientFailures")
  void clientFailure_isAnOutageAndBreaksTheConnection(Throwable failure) {
    assertTrue(SqlErrors.isOutage(failure));
    assertFalse(SqlErrors.isDataError(failure));
    assertTrue(SqlErrors.breaksConnection(failure));
  }

  @Test
  void missingSqlState_isNeitherOutageNorDataError() {
    assertFalse(SqlErrors.isOutage(withState(null)));
    assertFalse(SqlErrors.isDataError(withState(null)));
    assertTrue(SqlErrors.breaksConnection(withState(null)));
  }

  @Test
  void programmingError_isNeitherOutageNorDataError() {
    assertFalse(SqlErrors.isOutage(new IllegalStateException()));
    assertFalse(SqlErrors.isDataError(new IllegalStateException()));
  }

  private static PgException withState(@Nullable String sqlState) {
    return new PgException("message", "ERROR", sqlState, "detail");
  }
}
