SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

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

CALL callable_by('credit_lock(uuid)', 'generation', 'generation_fn');
CALL callable_by('credit_spendable(uuid)', 'generation');
CALL callable_by('credit_post(uuid, uuid, text, int, int, text, text, text, text)', 'ledger');
CALL callable_by('credit_announce(credits, credit_transactions[], uuid)', 'ledger');
CALL runs_as('ledger', 'credit_lock(uuid)');
CALL runs_as('ledger', 'credit_spendable(uuid)');
CALL runs_as('ledger', 'credit_post(uuid, uuid, text, int, int, text, text, text, text)');
CALL runs_as('ledger', 'credit_announce(credits, credit_transactions[], uuid)');
