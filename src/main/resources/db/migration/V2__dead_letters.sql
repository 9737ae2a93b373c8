-- A letter is open until its action has had its effect. What could not be read as an action has no
-- action, maybe no workflow and no id, but the record it came as.
ALTER TABLE dead_letter
  ALTER COLUMN workflow_key DROP NOT NULL,
  ALTER COLUMN action_id DROP NOT NULL,
  ALTER COLUMN action DROP NOT NULL,
  ADD COLUMN redriven_at      timestamptz,
  ADD COLUMN record_key       bytea,
  ADD COLUMN record_value     bytea,
  ADD COLUMN record_headers   jsonb,
  ADD COLUMN source_topic     text,
  ADD COLUMN source_partition integer,
  ADD COLUMN source_offset    bigint,
  ADD COLUMN source_time      timestamptz;

-- The same record is filed once, however often it is delivered. With its time: a topic that was
-- made anew counts from 0 again.
CREATE UNIQUE INDEX dead_letter_source
  ON dead_letter (source_topic, source_partition, source_offset, source_time);

CREATE INDEX dead_letter_open ON dead_letter (id) WHERE redriven_at IS NULL;
CREATE INDEX dead_letter_open_workflow ON dead_letter (workflow_key, id) WHERE redriven_at IS NULL;
CREATE INDEX dead_letter_open_reason ON dead_letter (reason, id) WHERE redriven_at IS NULL;
CREATE INDEX dead_letter_open_at ON dead_letter (at) WHERE redriven_at IS NULL;
CREATE INDEX dead_letter_redriven_at ON dead_letter (redriven_at) WHERE redriven_at IS NOT NULL;

-- Who redrove what, and what came of it. The outcome is null while it is not known: the attempt is
-- under way, or its process died. Says all by itself, as it may outlive its letter.
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
