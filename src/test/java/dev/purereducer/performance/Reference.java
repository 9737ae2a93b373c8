package dev.purereducer.performance;

import dev.purereducer.testkit.PostgresProcess;
import java.util.List;

/**
 * Reference rate of this PostgreSQL without the service: one textbook transaction per action. An
 * update with a version conflict counts as done, which favours the reference.
 *
 * @param client the load generator
 * @param clients the number of clients with the highest rate
 */
record Reference(String client, int clients, double perSecond, double oneKeyPerSecond) {
  private static final List<Integer> CLIENTS = List.of(4, 8, 16, 32);
  private static final int KEYS = 50;
  private static final int ONE_KEY_CLIENTS = 4;

  /** 0 skips the reference. */
  private static final int SECONDS = Integer.getInteger("performance.reference-seconds", 5);

  static Reference measure(PostgresProcess postgres) {
    if (SECONDS == 0) {
      return new Reference("none", 0, 0, 0);
    }
    var sql = postgres.sql();
    TextbookTransaction.TABLES.forEach(sql::execute);
    var transactions = TextbookTransaction.client(postgres);
    double best = 0;
    int bestClients = 0;
    for (int clients : CLIENTS) {
      double perSecond = transactions.perSecond(KEYS, clients, SECONDS);
      if (perSecond > best) {
        best = perSecond;
        bestClients = clients;
      }
    }
    double oneKey = transactions.perSecond(1, ONE_KEY_CLIENTS, SECONDS);
    sql.execute("DROP SCHEMA reference CASCADE");
    sql.execute("CHECKPOINT");
    return new Reference(transactions.name(), bestClients, best, oneKey);
  }

  boolean isMeasured() {
    return clients > 0;
  }
}
