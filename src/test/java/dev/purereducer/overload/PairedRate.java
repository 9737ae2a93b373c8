package dev.purereducer.overload;

import dev.purereducer.testkit.PostgresProcess;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleSupplier;

/**
 * A rate of the service, and the rate of the machine right before and after it: commits of plain
 * one-row transactions, without the service.
 */
record PairedRate(double service, double machine) {
  private static final int SESSIONS = 4;
  private static final Duration TIME = Duration.ofSeconds(1);

  static PairedRate measure(PostgresProcess postgres, DoubleSupplier serviceRate) {
    postgres.sql().execute("CREATE TABLE IF NOT EXISTS machine_rate (n int)");
    double machineBefore = machineRate(postgres);
    double service = serviceRate.getAsDouble();
    double machine = (machineBefore + machineRate(postgres)) / 2;
    postgres.sql().execute("DROP TABLE machine_rate");
    return new PairedRate(service, machine);
  }

  /** Whether the service is as fast as then, or only as much slower as the machine is. */
  boolean reaches(PairedRate then, double share) {
    return service >= share * then.service
        || service / machine >= share * then.service / then.machine;
  }

  private static double machineRate(PostgresProcess postgres) {
    List<CompletableFuture<Long>> sessions = new ArrayList<>();
    for (int session = 0; session < SESSIONS; session++) {
      sessions.add(CompletableFuture.supplyAsync(() -> commits(postgres)));
    }
    long commits = sessions.stream().mapToLong(CompletableFuture::join).sum();
    return commits / (double) TIME.toSeconds();
  }

  private static long commits(PostgresProcess postgres) {
    long endNanos = System.nanoTime() + TIME.toNanos();
    long commits = 0;
    try (var connection = postgres.sql().connect();
        var statement = connection.prepareStatement("INSERT INTO machine_rate VALUES (1)")) {
      while (System.nanoTime() - endNanos < 0) {
        statement.executeUpdate();
        commits++;
      }
      return commits;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
