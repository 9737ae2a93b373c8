-- The canonical store: one row per workflow. Updates change only unindexed columns, and fillfactor
-- leaves half of each page free, so that they are heap-only (HOT).
CREATE TABLE workflow_state (
  workflow_key    text COLLATE "C" NOT NULL PRIMARY KEY,
  reducer         text             NOT NULL,
  reducer_version integer          NOT NULL,
  version         bigint           NOT NULL CHECK (version > 0),
  state           jsonb            NOT NULL,
  schema_version  integer          NOT NULL,
  chain           bytea            NOT NULL,
  provenance      jsonb            NOT NULL,
  updated_at      timestamptz      NOT NULL
) WITH (fillfactor = 50);

-- The history: append-only, one row per committed action, partitioned by month. The service creates
-- partitions ahead of time (create_history_partition). There is no default partition: with one, ATTACH
-- would lock it, and DETACH ... CONCURRENTLY is refused.
CREATE TABLE workflow_history (
  workflow_key    text COLLATE "C" NOT NULL,
  version         bigint           NOT NULL,
  action_id       text COLLATE "C" NOT NULL,
  reducer_version integer          NOT NULL,
  action          jsonb            NOT NULL,
  intents         jsonb,
  action_hash     bytea            NOT NULL,
  chain           bytea            NOT NULL,
  committed_at    timestamptz      NOT NULL,
  PRIMARY KEY (workflow_key, version, committed_at)
) PARTITION BY RANGE (committed_at);

-- States at earlier versions, from which later ones are folded: written every so many versions, and
-- before the reducer's version changes. So all actions between two snapshots were committed by the
-- reducer version of the later one.
CREATE TABLE workflow_snapshot (
  workflow_key    text COLLATE "C" NOT NULL,
  version         bigint           NOT NULL,
  reducer_version integer          NOT NULL,
  state           jsonb            NOT NULL,
  schema_version  integer          NOT NULL,
  chain           bytea            NOT NULL,
  PRIMARY KEY (workflow_key, version)
);

-- Outcomes by action id, for duplicates: c = committed, r = rejected. Without an expiry, a row is kept
-- as long as the history. Expired rows are deleted in batches.
CREATE TABLE action_dedup (
  workflow_key text COLLATE "C" NOT NULL,
  action_id    text COLLATE "C" NOT NULL,
  action_hash bytea            NOT NULL,
  version      bigint           NOT NULL,
  outcome      text             NOT NULL CHECK (outcome IN ('c', 'r')),
  rejection    jsonb,
  expires_at   timestamptz,
  PRIMARY KEY (workflow_key, action_id)
);
CREATE INDEX action_dedup_expires_at ON action_dedup (expires_at) WHERE expires_at IS NOT NULL;

-- The reducers of all instances, and when one of them last had it.
CREATE TABLE deployed_reducer (
  name text        NOT NULL PRIMARY KEY,
  at   timestamptz NOT NULL
);

-- Actions for which a reducer did not return, and how often: each time has probably ended a process.
CREATE TABLE reducer_timeout (
  workflow_key text COLLATE "C" NOT NULL,
  action_id    text COLLATE "C" NOT NULL,
  reducer      text             NOT NULL,
  timeouts     integer          NOT NULL,
  at           timestamptz      NOT NULL,
  PRIMARY KEY (workflow_key, action_id)
);

-- Committed events that are not yet published. Within a workflow, the order of ids is the commit
-- order, because the id is drawn while the row in workflow_state is locked.
CREATE TABLE outbox (
  id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  shard            smallint         NOT NULL,
  event_type       text             NOT NULL,
  event_id         text             NOT NULL,
  workflow_key     text COLLATE "C" NOT NULL,
  previous_version bigint,
  version          bigint,
  event            bytea            NOT NULL,
  traceparent      text,
  at               timestamptz      NOT NULL
);

-- Leases: the relay that publishes a shard of the outbox, and when its lease expires.
CREATE TABLE outbox_lease (
  shard      smallint    NOT NULL PRIMARY KEY,
  owner      text        NOT NULL,
  expires_at timestamptz NOT NULL
);

-- Live relays, counted to compute the fair share of shards of each.
CREATE TABLE outbox_relay (
  owner      text        NOT NULL PRIMARY KEY,
  expires_at timestamptz NOT NULL
);

-- The projection "workflow": one read model per workflow.
CREATE TABLE workflow_projection (
  workflow_key text COLLATE "C" NOT NULL PRIMARY KEY,
  version      bigint           NOT NULL,
  reducer      text             NOT NULL,
  namespace    text COLLATE "C" NOT NULL,
  tag          text COLLATE "C",
  last_action  jsonb            NOT NULL,
  indices      jsonb            NOT NULL,
  extras       jsonb            NOT NULL,
  updated_at   timestamptz      NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX workflow_projection_namespace ON workflow_projection (namespace, workflow_key);
CREATE INDEX workflow_projection_tag ON workflow_projection (tag, workflow_key);

-- Watermarks of projections, one row per partition; "offset" is the next one to read.
CREATE TABLE projection_wm (
  projection text        NOT NULL,
  topic      text        NOT NULL,
  partition  integer     NOT NULL,
  "offset"   bigint      NOT NULL,
  event_time timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (projection, topic, partition)
) WITH (fillfactor = 50);

-- Skipped events: the last event of each workflow that could not be projected, with the reason. The
-- row is deleted when a later event of the workflow is projected. The key is '' if it is unknown.
CREATE TABLE projection_skipped (
  projection   text             NOT NULL,
  workflow_key text COLLATE "C" NOT NULL,
  version      bigint,
  topic        text             NOT NULL,
  partition    integer          NOT NULL,
  "offset"     bigint           NOT NULL,
  reason       text             NOT NULL,
  detail       text             NOT NULL,
  at           timestamptz      NOT NULL,
  PRIMARY KEY (projection, workflow_key)
);

-- Dead letters: actions that could not be processed, with the reason. A row is open until a redrive
-- of its action has taken effect (redriven_at). A Kafka record that could not be decoded has no action and
-- perhaps no workflow key or action id; its bytes are in the record_* columns.
CREATE TABLE dead_letter (
  id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  workflow_key     text COLLATE "C",
  action_id        text COLLATE "C",
  reason           text             NOT NULL,
  detail           text             NOT NULL,
  action           jsonb,
  attempts         integer          NOT NULL,
  at               timestamptz      NOT NULL,
  redriven_at      timestamptz,
  record_key       bytea,
  record_value     bytea,
  record_headers   jsonb,
  source_topic     text,
  source_partition integer,
  source_offset    bigint,
  source_time      timestamptz,
  give_up_id       uuid
);
CREATE INDEX dead_letter_action ON dead_letter (workflow_key, action_id);

-- A give-up is recorded once, although its statement is sent again after a lost response.
CREATE UNIQUE INDEX dead_letter_give_up ON dead_letter (give_up_id, action_id)
  WHERE give_up_id IS NOT NULL;

-- A redelivered record is stored once. source_time is part of the key because a topic that is
-- deleted and created again starts at offset 0.
CREATE UNIQUE INDEX dead_letter_source
  ON dead_letter (source_topic, source_partition, source_offset, source_time);

CREATE INDEX dead_letter_open ON dead_letter (id) WHERE redriven_at IS NULL;
CREATE INDEX dead_letter_open_workflow ON dead_letter (workflow_key, id) WHERE redriven_at IS NULL;
CREATE INDEX dead_letter_open_reason ON dead_letter (reason, id) WHERE redriven_at IS NULL;
CREATE INDEX dead_letter_open_at ON dead_letter (at) WHERE redriven_at IS NULL;
CREATE INDEX dead_letter_redriven_at ON dead_letter (redriven_at) WHERE redriven_at IS NOT NULL;

-- Redrive attempts with operator and outcome. The outcome is null while the attempt is in progress
-- or when its process died. The row copies key, id and reason because it may outlive its dead letter.
CREATE TABLE dead_letter_redrive (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  dead_letter_id bigint           NOT NULL,
  workflow_key   text COLLATE "C" NOT NULL,
  action_id      text COLLATE "C" NOT NULL,
  reason         text             NOT NULL,
  redriven_by    text             NOT NULL,
  at             timestamptz      NOT NULL,
  repair         jsonb,
  outcome        text,
  version        bigint
);
CREATE INDEX dead_letter_redrive_letter ON dead_letter_redrive (dead_letter_id, id);
CREATE INDEX dead_letter_redrive_at ON dead_letter_redrive USING brin (at);

-- Settings that every instance must share, stored by the first one that starts.
CREATE TABLE service_setting (
  name  text NOT NULL PRIMARY KEY,
  value text NOT NULL
);

-- Creates the history partition of the month of the given day. Returns whether it exists now; null if
-- another instance is creating one.
--
-- It is created as a table and then attached, both in this transaction. ATTACH takes a SHARE UPDATE
-- EXCLUSIVE lock on workflow_history, which conflicts with no read, no commit and no backup; CREATE
-- TABLE ... PARTITION OF would take ACCESS EXCLUSIVE. The table is empty, so there is nothing to scan.
-- A table of that name that is not attached, such as a restored one, is attached with its rows.
CREATE FUNCTION create_history_partition(day date) RETURNS boolean
LANGUAGE plpgsql
SET lock_timeout = '1s'
AS $$
DECLARE
  first_day date := date_trunc('month', day);
  from_time timestamptz := first_day::timestamp AT TIME ZONE 'UTC';
  to_time timestamptz := (first_day + interval '1 month')::timestamp AT TIME ZONE 'UTC';
  name text := 'workflow_history_' || to_char(first_day, 'YYYY_MM');
BEGIN
  IF EXISTS (SELECT FROM pg_inherits WHERE inhrelid = to_regclass(quote_ident(name))) THEN
    RETURN true;
  END IF;
  IF NOT pg_try_advisory_xact_lock(7203148) THEN
    RETURN NULL;
  END IF;
  IF EXISTS (SELECT FROM pg_inherits WHERE inhrelid = to_regclass(quote_ident(name))) THEN
    RETURN true;
  END IF;
  EXECUTE format('CREATE TABLE IF NOT EXISTS %I (LIKE workflow_history INCLUDING ALL)', name);
  EXECUTE format(
    'ALTER TABLE workflow_history ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
    name, from_time, to_time);
  RETURN true;
END
$$;

SELECT create_history_partition(
         ((now() AT TIME ZONE 'UTC')::date + months_ahead * INTERVAL '1 month')::date)
FROM generate_series(0, 3) AS months_ahead;
