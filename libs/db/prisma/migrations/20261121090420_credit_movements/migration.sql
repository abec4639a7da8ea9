SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

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

CALL callable_by('credit_grant(uuid, int, text, text, text, text, timestamptz, text)', 'user_system', 'payment_system');
CALL callable_by('credit_expire(uuid)', 'payment_system');
CALL callable_by('credit_debit(uuid, int, text, text, text, text)', 'payment_system');
CALL callable_by('credit_hold(uuid, uuid, int)', 'generation', 'generation_fn');
CALL callable_by('credit_settle(uuid, int)', 'generation_fn');
CALL callable_by('credit_release(uuid)', 'generation', 'generation_fn');
CALL callable_by('credit_drift()', 'payment', 'payment_system');
CALL runs_as('ledger', 'credit_grant(uuid, int, text, text, text, text, timestamptz, text)');
CALL runs_as('ledger', 'credit_expire(uuid)');
CALL runs_as('ledger', 'credit_debit(uuid, int, text, text, text, text)');
CALL runs_as('ledger', 'credit_hold(uuid, uuid, int)');
CALL runs_as('ledger', 'credit_settle(uuid, int)');
CALL runs_as('ledger', 'credit_release(uuid)');
CALL runs_as('ledger', 'credit_drift()');
