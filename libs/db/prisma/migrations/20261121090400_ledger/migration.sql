SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- A double-entry ledger (1 credit = 1 GPU-second). `credit_transactions` is what a user reads, `credit_entries` its postings over
-- accounts, `credits` the cache under whose row lock every movement of a user happens, `credit_lots` where credits come from and
-- when they lapse, `credit_holds` which lots an open job has taken. The drift between the four is zero, and exported.
CREATE TABLE credits (
  user_id uuid PRIMARY KEY REFERENCES users,
  available int NOT NULL DEFAULT 0 CHECK (available >= 0),
  held int NOT NULL DEFAULT 0 CHECK (held >= 0),
  lifetime_earned bigint NOT NULL DEFAULT 0,
  lifetime_spent bigint NOT NULL DEFAULT 0,
  last_recharged_at timestamptz
) WITH (fillfactor = 50);

CREATE TABLE credit_transactions (
  id uuid PRIMARY KEY,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  user_id uuid NOT NULL REFERENCES users,
  type text NOT NULL CHECK (type IN ('purchase', 'bonus', 'refund', 'spend', 'subscription_grant', 'reserve', 'release', 'expire',
    'admin_adjustment', 'reversal')),
  available_change int NOT NULL,
  held_change int NOT NULL,
  available_after int NOT NULL CHECK (available_after >= 0),
  held_after int NOT NULL CHECK (held_after >= 0),
  reference_type text NOT NULL CHECK (reference_type IN ('generation_job', 'subscription', 'payment', 'prompt', 'admin', 'lot')),
  reference_id text NOT NULL,
  -- Shared by the rows of one movement.
  transaction_id uuid NOT NULL,
  description text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (user_id, type, reference_type, reference_id)
);
CREATE INDEX credit_transactions_newest ON credit_transactions (user_id, seq DESC);

CREATE TABLE credit_entries (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  credit_transaction_id uuid NOT NULL REFERENCES credit_transactions,
  user_id uuid NOT NULL REFERENCES users,
  account text NOT NULL CHECK (account IN ('user_available', 'user_held', 'granted', 'sold', 'revenue', 'expired')),
  amount int NOT NULL CHECK (amount <> 0)
);
CREATE INDEX credit_entries_transaction ON credit_entries (credit_transaction_id);
CREATE INDEX credit_entries_user ON credit_entries (user_id, account);

CREATE TABLE credit_lots (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users,
  kind text NOT NULL CHECK (kind IN ('monthly', 'purchased', 'bonus', 'trial', 'tester', 'admin')),
  granted int NOT NULL CHECK (granted > 0),
  remaining int NOT NULL CHECK (remaining >= 0),
  held int NOT NULL DEFAULT 0 CHECK (held >= 0),
  expires_at timestamptz,
  reference_type text NOT NULL,
  reference_id text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (remaining + held <= granted)
) WITH (fillfactor = 70);
CREATE INDEX credit_lots_spend_order ON credit_lots (user_id, expires_at, created_at, id);

-- What an open job has taken from a lot. Closed at settlement: no open row outlives its job.
CREATE TABLE credit_holds (
  job_id uuid NOT NULL,
  lot_id uuid NOT NULL REFERENCES credit_lots,
  user_id uuid NOT NULL REFERENCES users,
  amount int NOT NULL CHECK (amount > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  closed_at timestamptz,
  PRIMARY KEY (job_id, lot_id)
);
CREATE INDEX credit_holds_lot_id ON credit_holds (lot_id);
CREATE INDEX credit_holds_user_id ON credit_holds (user_id) WHERE closed_at IS NULL;
CREATE INDEX credit_holds_user_id_all ON credit_holds (user_id);

CALL tenant_rows('credits');
CALL tenant_rows('credit_transactions');
CALL tenant_rows('credit_entries');
CALL tenant_rows('credit_lots');
CALL tenant_rows('credit_holds');
CALL every_row_for('ledger', 'credits', 'credit_transactions', 'credit_entries', 'credit_lots', 'credit_holds');
CALL every_row_for('payment_system', 'credits', 'credit_transactions', 'credit_entries', 'credit_lots', 'credit_holds');
CALL every_row_for('user_system', 'credits', 'credit_lots');
CALL allow('ledger', 'SELECT, INSERT', 'credit_transactions', 'credit_entries');
CALL allow('ledger', 'SELECT, INSERT, UPDATE', 'credits', 'credit_lots', 'credit_holds');
CALL allow('payment', 'SELECT', 'credits', 'credit_transactions', 'credit_entries', 'credit_lots', 'credit_holds');
CALL allow('payment_system', 'SELECT', 'credits', 'credit_transactions', 'credit_entries', 'credit_lots', 'credit_holds');
CALL allow('user', 'SELECT', 'credits', 'credit_lots');
CALL allow('user_system', 'SELECT', 'credits', 'credit_lots');
CALL allow('generation', 'SELECT', 'credits', 'credit_transactions', 'credit_lots');

-- At COMMIT the postings of a transaction sum to zero and say what its header says. Runs as the ledger: as the caller it would
-- see only what that user may, and refuse a balanced hold.
CREATE FUNCTION credit_entries_balance() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  header credit_transactions;
  total bigint; available bigint; held bigint;
BEGIN
  SELECT * INTO header FROM credit_transactions WHERE id = NEW.credit_transaction_id;
  SELECT sum(amount), COALESCE(sum(amount) FILTER (WHERE account = 'user_available'), 0), COALESCE(sum(amount) FILTER (WHERE account = 'user_held'), 0)
    INTO total, available, held FROM credit_entries WHERE credit_transaction_id = NEW.credit_transaction_id;
  IF total <> 0 OR available <> header.available_change OR held <> header.held_change THEN
    RAISE EXCEPTION 'ledger transaction % does not balance', NEW.credit_transaction_id USING ERRCODE = '23514';
  END IF;
  RETURN NULL;
END $$;
CALL callable_by('credit_entries_balance()', 'ledger');
CREATE CONSTRAINT TRIGGER balance AFTER INSERT ON credit_entries DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION credit_entries_balance();
CALL runs_as('ledger', 'credit_entries_balance()');

-- The user's balance, locked: the first lock of every movement.
CREATE FUNCTION credit_lock(owner uuid) RETURNS credits LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE account credits;
BEGIN
  PERFORM refuse_other_user(owner);
  SELECT * INTO account FROM credits WHERE user_id = owner FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO credits (user_id) VALUES (owner) ON CONFLICT DO NOTHING;
    SELECT * INTO account FROM credits WHERE user_id = owner FOR UPDATE;
  END IF;
  RETURN account;
END $$;

-- What a user can spend now: his balance, locked, without lots whose end has passed.
CREATE FUNCTION credit_spendable(owner uuid) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE account credits := credit_lock(owner);
BEGIN
  RETURN account.available - (SELECT COALESCE(sum(l.remaining), 0) FROM credit_lots l
    WHERE l.user_id = owner AND l.remaining > 0 AND l.expires_at <= now());
END $$;

-- One header with its postings, and the cache moved with them. `counter_account` takes what the user's two accounts do not balance.
CREATE FUNCTION credit_post(owner uuid, movement uuid, entry_type text, available_delta int, held_delta int, counter_account text,
    ref_type text, ref_id text, words text)
  RETURNS credit_transactions LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  account credits;
  header credit_transactions;
BEGIN
  UPDATE credits c SET available = c.available + available_delta, held = c.held + held_delta,
    lifetime_earned = c.lifetime_earned + CASE WHEN entry_type IN ('purchase', 'bonus', 'subscription_grant', 'refund')
      OR (entry_type = 'admin_adjustment' AND available_delta > 0) THEN available_delta ELSE 0 END,
    lifetime_spent = c.lifetime_spent - CASE WHEN entry_type = 'spend' THEN available_delta + held_delta ELSE 0 END,
    last_recharged_at = CASE WHEN entry_type IN ('purchase', 'subscription_grant') THEN now() ELSE c.last_recharged_at END
    WHERE c.user_id = owner RETURNING * INTO STRICT account;
  INSERT INTO credit_transactions (id, user_id, type, available_change, held_change, available_after, held_after,
    reference_type, reference_id, transaction_id, description)
  VALUES (uuid_v7(), owner, entry_type, available_delta, held_delta, account.available, account.held, ref_type, ref_id, movement, words)
  RETURNING * INTO header;
  INSERT INTO credit_entries (credit_transaction_id, user_id, account, amount)
  SELECT header.id, owner, posting.account, posting.amount
  FROM (VALUES ('user_available', available_delta), ('user_held', held_delta), (counter_account, -(available_delta + held_delta)))
    AS posting (account, amount)
  WHERE posting.amount <> 0;
  RETURN header;
END $$;

-- The events of one movement (API contract 6.1): credits.updated always, low and exhausted when the line is crossed downwards.
CREATE FUNCTION credit_announce(before credits, headers credit_transactions[], job uuid DEFAULT NULL) RETURNS void
  LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  last credit_transactions := headers[array_length(headers, 1)];
  balance int := last.available_after + last.held_after;
  threshold int;
BEGIN
  PERFORM event_append(before.user_id, 'credits.updated', jsonb_build_object(
    'available', last.available_after, 'held', last.held_after, 'balance', balance,
    'previous_balance', before.available + before.held, 'change', balance - before.available - before.held,
    'types', (SELECT jsonb_agg(h.type) FROM unnest(headers) h),
    'reference_type', last.reference_type, 'reference_id', last.reference_id));
  SELECT p.monthly_credits / 10 INTO threshold FROM plan_in_force(before.user_id) p;
  IF before.available >= threshold AND last.available_after < threshold THEN
    PERFORM event_append(before.user_id, 'credits.low', jsonb_build_object('available', last.available_after, 'threshold', threshold));
  END IF;
  IF before.available > 0 AND last.available_after = 0 THEN
    PERFORM event_append(before.user_id, 'credits.exhausted', jsonb_build_object('last_job_id', job));
  END IF;
END $$;

-- Gives credits as a new lot. Returns the header's id; the same reference gives the same id and moves nothing again.
CREATE FUNCTION credit_grant(owner uuid, amount int, lot_kind text, entry_type text, ref_type text, ref_id text, expiry timestamptz, words text)
  RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  before credits;
  header credit_transactions;
BEGIN
  IF amount IS NULL OR amount <= 0 THEN RAISE EXCEPTION 'a grant is positive' USING ERRCODE = '22023'; END IF;
  before := credit_lock(owner);
  SELECT * INTO header FROM credit_transactions t
    WHERE t.user_id = owner AND t.type = entry_type AND t.reference_type = ref_type AND t.reference_id = ref_id;
  IF FOUND THEN RETURN header.id; END IF;
  header := credit_post(owner, uuid_v7(), entry_type, amount, 0, CASE WHEN entry_type = 'purchase' THEN 'sold' ELSE 'granted' END, ref_type, ref_id, words);
  INSERT INTO credit_lots (id, user_id, kind, granted, remaining, expires_at, reference_type, reference_id)
    VALUES (uuid_v7(), owner, lot_kind, amount, amount, expiry, ref_type, ref_id);
  PERFORM credit_announce(before, ARRAY[header]);
  RETURN header.id;
END $$;

-- Lots past their end lapse: what is left of them leaves the balance. Idempotent by lot. Returns the credits that lapsed.
CREATE FUNCTION credit_expire(owner uuid) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  before credits := credit_lock(owner);
  movement uuid := uuid_v7();
  headers credit_transactions[] := '{}';
  lot credit_lots;
  lapsed int := 0;
BEGIN
  FOR lot IN SELECT * FROM credit_lots l WHERE l.user_id = owner AND l.remaining > 0 AND l.expires_at <= now()
    ORDER BY l.expires_at, l.created_at, l.id FOR UPDATE
  LOOP
    UPDATE credit_lots SET remaining = 0 WHERE id = lot.id;
    headers := headers || credit_post(owner, movement, 'expire', -lot.remaining, 0, 'expired', 'lot', lot.id::text, 'Credits lapsed');
    lapsed := lapsed + lot.remaining;
  END LOOP;
  IF lapsed > 0 THEN PERFORM credit_announce(before, headers); END IF;
  RETURN lapsed;
END $$;

-- Takes credits back by an admin, from lots in spend order. Returns the header's id, or null and moves nothing if there are too few.
CREATE FUNCTION credit_debit(owner uuid, amount int, entry_type text, ref_type text, ref_id text, words text)
  RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  before credits;
  header credit_transactions;
  lot record;
  open_amount int := amount;
BEGIN
  IF amount IS NULL OR amount <= 0 THEN RAISE EXCEPTION 'a debit is positive' USING ERRCODE = '22023'; END IF;
  before := credit_lock(owner);
  SELECT * INTO header FROM credit_transactions t
    WHERE t.user_id = owner AND t.type = entry_type AND t.reference_type = ref_type AND t.reference_id = ref_id;
  IF FOUND THEN RETURN header.id; END IF;
  PERFORM credit_expire(owner);
  SELECT * INTO before FROM credits WHERE user_id = owner;
  IF before.available < amount THEN RETURN NULL; END IF;
  FOR lot IN SELECT l.id, l.remaining FROM credit_lots l WHERE l.user_id = owner AND l.remaining > 0
    ORDER BY l.expires_at NULLS LAST, l.created_at, l.id FOR UPDATE
  LOOP
    UPDATE credit_lots SET remaining = remaining - LEAST(lot.remaining, open_amount) WHERE id = lot.id;
    open_amount := open_amount - LEAST(lot.remaining, open_amount);
    EXIT WHEN open_amount = 0;
  END LOOP;
  header := credit_post(owner, uuid_v7(), entry_type, -amount, 0, 'granted', ref_type, ref_id, words);
  PERFORM credit_announce(before, ARRAY[header]);
  RETURN header.id;
END $$;

-- Holds credits for a job: the lot that lapses soonest first. Returns null, or what is missing (and then has moved nothing):
-- {"required", "available", "shortfall"}. The same job holds once.
CREATE FUNCTION credit_hold(owner uuid, job uuid, amount int) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  before credits;
  lot record;
  part int;
  open_amount int := amount;
BEGIN
  IF amount IS NULL OR amount <= 0 THEN RAISE EXCEPTION 'a hold is positive' USING ERRCODE = '22023'; END IF;
  before := credit_lock(owner);
  IF EXISTS (SELECT 1 FROM credit_holds h WHERE h.job_id = job) THEN RETURN NULL; END IF;
  IF EXISTS (SELECT 1 FROM credit_lots l WHERE l.user_id = owner AND l.remaining > 0 AND l.expires_at <= now()) THEN
    PERFORM credit_expire(owner);
    SELECT * INTO before FROM credits WHERE user_id = owner;
  END IF;
  IF before.available < amount THEN
    RETURN jsonb_build_object('required', amount, 'available', before.available, 'shortfall', amount - before.available);
  END IF;
  FOR lot IN SELECT l.id, l.remaining FROM credit_lots l WHERE l.user_id = owner AND l.remaining > 0
    ORDER BY l.expires_at NULLS LAST, l.created_at, l.id FOR UPDATE
  LOOP
    part := LEAST(lot.remaining, open_amount);
    UPDATE credit_lots SET remaining = remaining - part, held = held + part WHERE id = lot.id;
    INSERT INTO credit_holds (job_id, lot_id, user_id, amount) VALUES (job, lot.id, owner, part);
    open_amount := open_amount - part;
    EXIT WHEN open_amount = 0;
  END LOOP;
  PERFORM credit_announce(before, ARRAY[
    credit_post(owner, uuid_v7(), 'reserve', -amount, amount, 'revenue', 'generation_job', job::text, 'Held for a job')], job);
  RETURN NULL;
END $$;

-- Ends a job's hold: charges `charge` of it, at most all, and gives the rest back to its lots; what goes back to a lapsed lot lapses
-- at once. Returns {"held", "charged", "released"}; a second call returns zeros and moves nothing.
CREATE FUNCTION credit_settle(job uuid, charge int) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  before credits;
  owner uuid;
  part record;
  total int := 0; charged int; open_charge int; rest int; lapsed int := 0;
  movement uuid := uuid_v7();
  headers credit_transactions[] := '{}';
BEGIN
  SELECT h.user_id INTO owner FROM credit_holds h WHERE h.job_id = job LIMIT 1;
  IF NOT FOUND THEN RETURN jsonb_build_object('held', 0, 'charged', 0, 'released', 0); END IF;
  before := credit_lock(owner);
  SELECT COALESCE(sum(h.amount), 0) INTO total FROM credit_holds h WHERE h.job_id = job AND h.closed_at IS NULL;
  IF total = 0 THEN RETURN jsonb_build_object('held', 0, 'charged', 0, 'released', 0); END IF;
  charged := GREATEST(0, LEAST(charge, total));
  open_charge := charged;
  FOR part IN SELECT h.lot_id, h.amount, l.expires_at FROM credit_holds h JOIN credit_lots l ON l.id = h.lot_id
    WHERE h.job_id = job AND h.closed_at IS NULL ORDER BY l.expires_at NULLS LAST, l.created_at, l.id FOR UPDATE
  LOOP
    rest := part.amount - LEAST(part.amount, open_charge);
    open_charge := open_charge - (part.amount - rest);
    IF part.expires_at <= now() THEN
      lapsed := lapsed + rest;
      UPDATE credit_lots SET held = held - part.amount WHERE id = part.lot_id;
    ELSE
      UPDATE credit_lots SET held = held - part.amount, remaining = remaining + rest WHERE id = part.lot_id;
    END IF;
  END LOOP;
  UPDATE credit_holds SET closed_at = now() WHERE job_id = job;
  IF charged > 0 THEN
    headers := headers || credit_post(owner, movement, 'spend', 0, -charged, 'revenue', 'generation_job', job::text, 'Charged for a job');
  END IF;
  IF total > charged THEN
    headers := headers || credit_post(owner, movement, 'release', total - charged, charged - total, 'revenue', 'generation_job', job::text, 'Released from a job');
  END IF;
  IF lapsed > 0 THEN
    headers := headers || credit_post(owner, movement, 'expire', -lapsed, 0, 'expired', 'generation_job', job::text, 'Released to a lapsed lot');
  END IF;
  PERFORM credit_announce(before, headers, job);
  RETURN jsonb_build_object('held', total, 'charged', charged, 'released', total - charged);
END $$;

-- Ends a job's hold without a charge.
CREATE FUNCTION credit_release(job uuid) RETURNS jsonb LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT credit_settle(job, 0)
$$;

-- Disagreements between entries, cache, lots and holds, summed over users: zero in health.
CREATE FUNCTION credit_drift() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  WITH posted AS (
    SELECT user_id, COALESCE(sum(amount) FILTER (WHERE account = 'user_available'), 0) AS available,
      COALESCE(sum(amount) FILTER (WHERE account = 'user_held'), 0) AS held FROM credit_entries GROUP BY user_id),
  lots AS (SELECT user_id, sum(remaining) AS available, sum(held) AS held FROM credit_lots GROUP BY user_id),
  holds AS (SELECT user_id, sum(amount) AS held FROM credit_holds WHERE closed_at IS NULL GROUP BY user_id)
  SELECT COALESCE(sum(abs(c.available - COALESCE(p.available, 0)) + abs(c.held - COALESCE(p.held, 0))
    + abs(c.available - COALESCE(l.available, 0)) + abs(c.held - COALESCE(l.held, 0)) + abs(c.held - COALESCE(h.held, 0))), 0)::bigint
    + (SELECT abs(COALESCE(sum(amount), 0)) FROM credit_entries)::bigint
  FROM credits c LEFT JOIN posted p USING (user_id) LEFT JOIN lots l USING (user_id) LEFT JOIN holds h USING (user_id)
$$;

CALL callable_by('credit_lock(uuid)', 'generation', 'generation_fn');
CALL callable_by('credit_spendable(uuid)', 'generation');
CALL callable_by('credit_post(uuid, uuid, text, int, int, text, text, text, text)', 'ledger');
CALL callable_by('credit_announce(credits, credit_transactions[], uuid)', 'ledger');
CALL callable_by('credit_grant(uuid, int, text, text, text, text, timestamptz, text)', 'user_system', 'payment_system');
CALL callable_by('credit_expire(uuid)', 'payment_system');
CALL callable_by('credit_debit(uuid, int, text, text, text, text)', 'payment_system');
CALL callable_by('credit_hold(uuid, uuid, int)', 'generation', 'generation_fn');
CALL callable_by('credit_settle(uuid, int)', 'generation_fn');
CALL callable_by('credit_release(uuid)', 'generation', 'generation_fn');
CALL callable_by('credit_drift()', 'payment', 'payment_system');
CALL runs_as('ledger', 'credit_lock(uuid)');
CALL runs_as('ledger', 'credit_spendable(uuid)');
CALL runs_as('ledger', 'credit_post(uuid, uuid, text, int, int, text, text, text, text)');
CALL runs_as('ledger', 'credit_announce(credits, credit_transactions[], uuid)');
CALL runs_as('ledger', 'credit_grant(uuid, int, text, text, text, text, timestamptz, text)');
CALL runs_as('ledger', 'credit_expire(uuid)');
CALL runs_as('ledger', 'credit_debit(uuid, int, text, text, text, text)');
CALL runs_as('ledger', 'credit_hold(uuid, uuid, int)');
CALL runs_as('ledger', 'credit_settle(uuid, int)');
CALL runs_as('ledger', 'credit_release(uuid)');
CALL runs_as('ledger', 'credit_drift()');
