package dev.purereducer.performance;

import dev.purereducer.cluster.PostgresProcess;
import java.util.List;

/** Dedup insert, select, conditional update, outbox insert, in one transaction. */
interface TextbookTransaction {
  List<String> TABLES = List.of("CREATE SCHEMA yardstick", """
      CREATE TABLE yardstick.state (
        workflow_key text NOT NULL PRIMARY KEY,
        version bigint NOT NULL,
        state jsonb NOT NULL
      ) WITH (fillfactor = 50)
      """, """
      CREATE TABLE yardstick.dedup (
        workflow_key text NOT NULL,
        action_id text NOT NULL,
        PRIMARY KEY (workflow_key, action_id)
      )
      """, """
      CREATE TABLE yardstick.outbox (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        workflow_key text NOT NULL,
        version bigint NOT NULL,
        event text NOT NULL
      )
      """, """
      INSERT INTO yardstick.state
      SELECT 'workflow-' || key, 0, '{"count": 0, "bytes": 0}'
      FROM generate_series(1, 50) AS key
      """);

  String DEDUP = """
      INSERT INTO yardstick.dedup VALUES ('workflow-' || %s, gen_random_uuid()::text)
      ON CONFLICT DO NOTHING""";

  String SELECT = """
      SELECT version, (state->>'count')::bigint AS count, (state->>'bytes')::bigint AS bytes
      FROM yardstick.state
      WHERE workflow_key = 'workflow-' || %s""";

  String UPDATE = """
      UPDATE yardstick.state
      SET version = version + 1,
          state = jsonb_build_object('count', %s::bigint + 1, 'bytes', %s::bigint + 1000)
      WHERE workflow_key = 'workflow-' || %s
        AND version = %s""";

  String OUTBOX = """
      INSERT INTO yardstick.outbox (workflow_key, version, event)
      VALUES ('workflow-' || %s, %s::bigint + 1, '{"type": "state-committed"}')""";

  String name();

  /** Transactions a second over so many keys, by so many clients at once. */
  double perSecond(int keys, int clients, int seconds);

  /** {@code pgbench} where there is one, else threads with the same statements. */
  static TextbookTransaction client(PostgresProcess postgres) {
    return Pgbench.isInstalled() ? new Pgbench(postgres) : new PlainTransactions(postgres);
  }
}
