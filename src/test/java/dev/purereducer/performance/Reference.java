package dev.purereducer.performance;

import dev.purereducer.cluster.PostgresProcess;
import java.util.List;

/**
 * What this PostgreSQL does without the service: one textbook transaction per action, from clients
 * that do nothing else. An update that lost its race counts as done, which flatters the yardstick.
 *
 * @param client what ran the statements
 * @param clients the number of clients that did best
 */
record Reference(String client, int clients, double perSecond, double oneKeyPerSecond) {
  private static final List<Integer> CLIENTS = List.of(4, 8, 16, 32);
  private static final int KEYS = 50;
  private static final int ONE_KEY_CLIENTS = 4;

  /** 0 leaves the yardstick out. */
  private static final int SECONDS = Integer.getInteger("performance.yardstick-seconds", 5);

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
    sql.execute("DROP SCHEMA yardstick CASCADE");
    sql.execute("CHECKPOINT");
    return new Reference(transactions.name(), bestClients, best, oneKey);
  }

  boolean isMeasured() {
    return clients > 0;
  }
}
