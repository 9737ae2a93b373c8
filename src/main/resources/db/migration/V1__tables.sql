-- The canonical store: one row a workflow. Only unindexed columns change, and half of each page is
-- left free, so that updates stay heap-only (HOT).
CREATE TABLE workflow_state (
  workflow_key   text COLLATE "C" NOT NULL PRIMARY KEY,
  reducer        text             NOT NULL,
  version        bigint           NOT NULL CHECK (version > 0),
  state          jsonb            NOT NULL,
  schema_version integer          NOT NULL,
  chain          bytea            NOT NULL,
  provenance     jsonb            NOT NULL,
  updated_at     timestamptz      NOT NULL
) WITH (fillfactor = 50);

-- Append-only, one row a committed action. Partitions are made ahead by the service; rows outside
-- of them go to the default one.
CREATE TABLE workflow_history (
  workflow_key text COLLATE "C" NOT NULL,
  version      bigint           NOT NULL,
  action_id    text COLLATE "C" NOT NULL,
  action       jsonb            NOT NULL,
  intents      jsonb,
  payload_hash bytea            NOT NULL,
  chain        bytea            NOT NULL,
  committed_at timestamptz      NOT NULL,
  PRIMARY KEY (workflow_key, version, committed_at)
) PARTITION BY RANGE (committed_at);

CREATE TABLE workflow_history_default PARTITION OF workflow_history DEFAULT;

-- What became of an action id: c = committed, r = rejected. Expired rows are deleted in batches.
CREATE TABLE action_dedup (
  workflow_key text COLLATE "C" NOT NULL,
  action_id    text COLLATE "C" NOT NULL,
  payload_hash bytea            NOT NULL,
  version      bigint           NOT NULL,
  outcome      text             NOT NULL CHECK (outcome IN ('c', 'r')),
  rejection    jsonb,
  expires_at   timestamptz      NOT NULL,
  PRIMARY KEY (workflow_key, action_id)
);
CREATE INDEX action_dedup_expires_at ON action_dedup (expires_at);

-- Events that are committed and not yet published. Within a key, id order is commit order: the id
-- is drawn while the key's row is locked.
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

-- Which instance publishes a shard of the outbox, and until when.
CREATE TABLE outbox_lease (
  shard      smallint    NOT NULL PRIMARY KEY,
  owner      text        NOT NULL,
  expires_at timestamptz NOT NULL
);

-- The relays that are alive, so that each takes a fair share of the shards.
CREATE TABLE outbox_relay (
  owner      text        NOT NULL PRIMARY KEY,
  expires_at timestamptz NOT NULL
);

-- The read model: one row a workflow.
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

-- How far a projection has read; "offset" is the next one to read.
CREATE TABLE projection_wm (
  projection text        NOT NULL,
  topic      text        NOT NULL,
  partition  integer     NOT NULL,
  "offset"   bigint      NOT NULL,
  event_time timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (projection, topic, partition)
) WITH (fillfactor = 50);

-- Events that could not become a read model: of each workflow the last one, with its reason. A row
-- goes when a later event of its workflow is projected. An event of no known workflow has key ''.
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

-- Actions that could not be processed, with their reason, until somebody redrives them.
CREATE TABLE dead_letter (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  workflow_key text COLLATE "C" NOT NULL,
  action_id    text COLLATE "C" NOT NULL,
  reason       text             NOT NULL,
  detail       text             NOT NULL,
  action       jsonb            NOT NULL,
  attempts     integer          NOT NULL,
  at           timestamptz      NOT NULL
);
CREATE INDEX dead_letter_action ON dead_letter (workflow_key, action_id);

-- Makes the partition of the month that this day is in. Instances may call it at the same time.
CREATE FUNCTION ensure_history_partition(day date) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  first_day date := date_trunc('month', day);
  name text := 'workflow_history_' || to_char(first_day, 'YYYY_MM');
BEGIN
  PERFORM pg_advisory_xact_lock(7203148);
  IF to_regclass(name) IS NULL THEN
    EXECUTE format(
      'CREATE TABLE %I PARTITION OF workflow_history FOR VALUES FROM (%L) TO (%L)',
      name,
      first_day::timestamp AT TIME ZONE 'UTC',
      (first_day + interval '1 month')::timestamp AT TIME ZONE 'UTC');
  END IF;
END
$$;
