-- A give-up is recorded once, although its statement is sent again after a lost response.
ALTER TABLE dead_letter ADD COLUMN give_up_id uuid;
CREATE UNIQUE INDEX dead_letter_give_up ON dead_letter (give_up_id, action_id)
  WHERE give_up_id IS NOT NULL;

-- Settings that every instance must share, stored by the first one that starts.
CREATE TABLE service_setting (
  name  text NOT NULL PRIMARY KEY,
  value text NOT NULL
);

-- Creates the history partition of the month of the given day. Returns whether it exists now; null if
-- another instance is creating one.
-- Without it, rows of the month go to the default partition, so it is never urgent: a lock that is not
-- free within a second is left to a later call. The new table is attached, which locks the default
-- partition only: commits and reads of other months go on.
--
-- Rows of the month that are already in the default partition move with it, up to 10,000 of them.
CREATE FUNCTION create_history_partition(day date) RETURNS boolean
LANGUAGE plpgsql
SET lock_timeout = '1s'
AS $$
DECLARE
  first_day date := date_trunc('month', day);
  from_time timestamptz := first_day::timestamp AT TIME ZONE 'UTC';
  to_time timestamptz := (first_day + interval '1 month')::timestamp AT TIME ZONE 'UTC';
  name text := 'workflow_history_' || to_char(first_day, 'YYYY_MM');
  misplaced bigint;
BEGIN
  IF to_regclass(quote_ident(name)) IS NOT NULL THEN
    RETURN true;
  END IF;
  IF NOT pg_try_advisory_xact_lock(7203148) THEN
    RETURN NULL;
  END IF;
  IF to_regclass(quote_ident(name)) IS NOT NULL THEN
    RETURN true;
  END IF;
  SELECT count(*) INTO misplaced
  FROM (
    SELECT
    FROM workflow_history_default
    WHERE committed_at >= from_time
      AND committed_at < to_time
    LIMIT 10001
  ) AS counted;
  IF misplaced > 10000 THEN
    RETURN false;
  END IF;
  EXECUTE format('CREATE TABLE %I (LIKE workflow_history INCLUDING ALL)', name);
  LOCK TABLE workflow_history_default IN ACCESS EXCLUSIVE MODE;
  EXECUTE format(
    'WITH moved AS (
       DELETE FROM workflow_history_default
       WHERE committed_at >= %2$L AND committed_at < %3$L
       RETURNING *
     )
     INSERT INTO %1$I SELECT * FROM moved',
    name, from_time, to_time);
  EXECUTE format(
    'ALTER TABLE workflow_history ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
    name, from_time, to_time);
  RETURN true;
END
$$;

-- The function of earlier versions, which instances of those still call.
CREATE OR REPLACE FUNCTION ensure_history_partition(day date) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM create_history_partition(day);
END
$$;
