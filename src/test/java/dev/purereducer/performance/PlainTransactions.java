package dev.purereducer.performance;

import dev.purereducer.testkit.PostgresProcess;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/** The textbook transaction over JDBC, from threads with one connection each. */
final class PlainTransactions implements TextbookTransaction {
  private final PostgresProcess postgres;

  PlainTransactions(PostgresProcess postgres) {
    this.postgres = postgres;
  }

  @Override
  public String name() {
    return "JDBC";
  }

  @Override
  public double perSecond(int keys, int clients, int seconds) {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    List<Future<Long>> counts = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(clients)) {
      Callable<Long> client = () -> transactions(keys, end);
      for (int i = 0; i < clients; i++) {
        counts.add(threads.submit(client));
      }
      long total = 0;
      for (var count : counts) {
        total += count.get();
      }
      return (double) total / seconds;
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private long transactions(int keys, long endNanos) throws SQLException {
    try (var connection = postgres.sql().connect();
        var dedup = connection.prepareStatement(DEDUP.formatted("?"));
        var select = connection.prepareStatement(SELECT.formatted("?"));
        var update = connection.prepareStatement(UPDATE.formatted("?", "?", "?", "?"));
        var outbox = connection.prepareStatement(OUTBOX.formatted("?", "?"))) {
      connection.setAutoCommit(false);
      long done = 0;
      while (System.nanoTime() < endNanos) {
        int key = 1 + ThreadLocalRandom.current().nextInt(keys);
        transaction(connection, key, List.of(dedup, select, update, outbox));
        done++;
      }
      return done;
    }
  }

  private static void transaction(
      Connection connection, int key, List<PreparedStatement> statements) throws SQLException {
    run(statements.get(0), key);
    var select = statements.get(1);
    select.setObject(1, key);
    try (var row = select.executeQuery()) {
      row.next();
      run(statements.get(2), row.getLong(2), row.getLong(3), key, row.getLong(1));
      run(statements.get(3), key, row.getLong(1));
    }
    connection.commit();
  }

  private static void run(PreparedStatement statement, long... parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    statement.execute();
  }
}
