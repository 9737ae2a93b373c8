package dev.purereducer.performance;

import dev.purereducer.testkit.PostgresProcess;
import java.util.List;

/**
 * The textbook transaction that the service is compared with: dedup insert, select, conditional
 * update and outbox insert.
 */
interface TextbookTransaction {
  List<String> TABLES = List.of("CREATE SCHEMA reference", """
      CREATE TABLE reference.state (
        workflow_key text NOT NULL PRIMARY KEY,
        version bigint NOT NULL,
        state jsonb NOT NULL
      ) WITH (fillfactor = 50)
      """, """
      CREATE TABLE reference.dedup (
        workflow_key text NOT NULL,
        action_id text NOT NULL,
        PRIMARY KEY (workflow_key, action_id)
      )
      """, """
      CREATE TABLE reference.outbox (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        workflow_key text NOT NULL,
        version bigint NOT NULL,
        event text NOT NULL
      )
      """, """
      INSERT INTO reference.state
      SELECT 'workflow-' || key, 0, '{"count": 0, "bytes": 0}'
      FROM generate_series(1, 50) AS key
      """);

  String DEDUP = """
      INSERT INTO reference.dedup VALUES ('workflow-' || %s, gen_random_uuid()::text)
      ON CONFLICT DO NOTHING""";

  String SELECT = """
      SELECT version, (state->>'count')::bigint AS count, (state->>'bytes')::bigint AS bytes
      FROM reference.state
      WHERE workflow_key = 'workflow-' || %s""";

  String UPDATE = """
      UPDATE reference.state
      SET version = version + 1,
          state = jsonb_build_object('count', %s::bigint + 1, 'bytes', %s::bigint + 1000)
      WHERE workflow_key = 'workflow-' || %s
        AND version = %s""";

  String OUTBOX = """
      INSERT INTO reference.outbox (workflow_key, version, event)
      VALUES ('workflow-' || %s, %s::bigint + 1, '{"type": "state-committed"}')""";

  String name();

  /** Transactions per second over a number of keys, by concurrent clients. */
  double perSecond(int keys, int clients, int seconds);

  /** {@code pgbench} if it is installed, else a JDBC client with the same statements. */
  static TextbookTransaction client(PostgresProcess postgres) {
    return Pgbench.isInstalled() ? new Pgbench(postgres) : new PlainTransactions(postgres);
  }
}
