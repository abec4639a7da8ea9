SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- One log per account (API contract 6.1). `envelope` is the event as SSE, WebSocket and webhook send it: rendered once.
-- Partitioned by day so that a day is dropped at once; an account's last 1,000 move to 1970-01-01, the default partition, first.
CREATE TABLE account_events (
  user_id uuid NOT NULL,
  seq bigint NOT NULL,
  day date NOT NULL,
  id uuid NOT NULL,
  type text NOT NULL,
  job_id uuid,
  envelope text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (user_id, seq, day)
) PARTITION BY RANGE (day);
CREATE INDEX account_events_job ON account_events (job_id, seq) WHERE job_id IS NOT NULL;
CREATE TABLE account_events_kept PARTITION OF account_events DEFAULT;

-- The last row a transaction locks: it gives each account's events their order.
CREATE TABLE account_event_counters (
  user_id uuid PRIMARY KEY REFERENCES users,
  last_seq bigint NOT NULL
) WITH (fillfactor = 50);

CALL tenant_rows('account_events');
CALL tenant_rows('account_event_counters');
CALL protect('account_events_kept');
CALL every_row_for('events_fn', 'account_events', 'account_event_counters');
CALL every_row_for('owner', 'account_events', 'account_event_counters');
CALL every_row_for('generation_system', 'account_events', 'account_event_counters');
CALL allow('events_fn', 'SELECT, INSERT', 'account_events');
CALL allow('events_fn', 'SELECT, INSERT, UPDATE', 'account_event_counters');
CALL allow('generation', 'SELECT', 'account_events', 'account_event_counters');
CALL allow('generation_system', 'SELECT', 'account_events', 'account_event_counters');

-- Appends one durable event and returns its sequence number. Call it last in a transaction: it locks the account's counter.
CREATE FUNCTION event_append(owner uuid, event_type text, event_data jsonb, job uuid DEFAULT NULL, batch uuid DEFAULT NULL, ref text DEFAULT NULL)
  RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  next_seq bigint;
  event_id uuid := uuid_v7();
  at timestamptz := clock_timestamp();
BEGIN
  PERFORM refuse_other_user(owner);
  INSERT INTO account_event_counters AS c (user_id, last_seq) VALUES (owner, 1)
    ON CONFLICT (user_id) DO UPDATE SET last_seq = c.last_seq + 1 RETURNING last_seq INTO next_seq;
  INSERT INTO account_events (user_id, seq, day, id, type, job_id, envelope, created_at)
  VALUES (owner, next_seq, (at AT TIME ZONE 'UTC')::date, event_id, event_type, job,
    json_build_object('v', 1, 'id', event_id, 'seq', next_seq, 'type', event_type, 'timestamp', wire_time(at),
      'job_id', job, 'batch_id', batch, 'client_ref', ref, 'data', event_data)::text, at);
  RETURN next_seq;
END $$;
CALL callable_by('event_append(uuid, text, jsonb, uuid, uuid, text)', 'ledger', 'generation', 'generation_fn', 'payment', 'payment_system', 'user_system', 'gallery_fn');
CALL runs_as('events_fn', 'event_append(uuid, text, jsonb, uuid, uuid, text)');

-- Makes the partitions of the coming week and drops those older than 24 h, keeping each account's last 1,000 events.
-- May run any number of times, also at once on several replicas: one of them does it. Everybody who appends waits while it waits for a
-- reader to end, so it gives up after 2 s: there are partitions for a week.
CREATE FUNCTION events_maintain() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET lock_timeout = '2s' AS $$
DECLARE
  today date := (now() AT TIME ZONE 'UTC')::date;
  wanted date;
  old record;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('events_maintain', 0)) THEN RETURN; END IF;
  FOR wanted IN SELECT generate_series(today, today + 7, interval '1 day')::date LOOP
    CONTINUE WHEN to_regclass('account_events_' || to_char(wanted, 'YYYYMMDD')) IS NOT NULL
      OR EXISTS (SELECT 1 FROM account_events WHERE day = wanted);
    EXECUTE format('CREATE TABLE %I PARTITION OF account_events FOR VALUES FROM (%L) TO (%L)',
      'account_events_' || to_char(wanted, 'YYYYMMDD'), wanted, wanted + 1);
    CALL protect('account_events_' || to_char(wanted, 'YYYYMMDD'));
  END LOOP;
  FOR old IN
    SELECT c.relname, to_date(right(c.relname, 8), 'YYYYMMDD') AS day
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'account_events'::regclass AND c.relname ~ '^account_events_\d{8}$'
      AND to_date(right(c.relname, 8), 'YYYYMMDD') < today - 1
  LOOP
    UPDATE account_events e SET day = '1970-01-01' FROM account_event_counters c
      WHERE e.day = old.day AND c.user_id = e.user_id AND e.seq > c.last_seq - 1000;
    EXECUTE format('DROP TABLE %I', old.relname);
  END LOOP;
  DELETE FROM account_events e USING account_event_counters c
    WHERE e.day < today - 1 AND c.user_id = e.user_id AND e.seq <= c.last_seq - 1000;
END $$;
CALL callable_by('events_maintain()', 'generation');
SELECT events_maintain();
