SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- The figures of libs/plans that SQL decides by; `npm run db:migrate` writes them from there, nothing else does.
CREATE TABLE plans (
  plan_type text PRIMARY KEY,
  monthly_credits int NOT NULL,
  running_jobs int NOT NULL,
  queue_size int NOT NULL,
  priority int NOT NULL CHECK (priority > 0),
  storage_bytes bigint,
  version text NOT NULL
);

-- A user without a row here is on the free plan.
CREATE TABLE subscriptions (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL UNIQUE REFERENCES users,
  provider_subscription_id text UNIQUE,
  plan_type text NOT NULL CHECK (plan_type IN ('free', 'starter', 'pro', 'studio', 'enterprise', 'tester')),
  billing_period text CHECK (billing_period IN ('monthly', 'yearly')),
  status text NOT NULL CHECK (status IN ('on_trial', 'active', 'paused', 'past_due', 'unpaid', 'cancelled', 'expired')),
  current_period_start timestamptz NOT NULL,
  current_period_end timestamptz NOT NULL,
  cancel_at_period_end boolean NOT NULL DEFAULT false,
  ends_at timestamptz,
  trial_ends_at timestamptz,
  scheduled_plan_type text,
  scheduled_at timestamptz,
  monthly_credits int NOT NULL CHECK (monthly_credits >= 0),
  -- Terms of a contract, in the names of PlanLimits; a member that is absent is the plan's own.
  limits jsonb NOT NULL DEFAULT '{}',
  last_credit_grant_at timestamptz,
  next_credit_grant_at timestamptz,
  revision bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE FUNCTION subscriptions_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.revision := OLD.revision + 1;
  NEW.updated_at := now();
  RETURN NEW;
END $$;
CREATE TRIGGER touch BEFORE UPDATE ON subscriptions FOR EACH ROW EXECUTE FUNCTION subscriptions_touch();

CALL protect('plans');
CREATE POLICY everyone ON plans FOR SELECT USING (true);
CALL every_row_for('owner', 'plans');
CALL tenant_rows('subscriptions');
CALL every_row_for('payment_system', 'subscriptions');
CALL every_row_for('identity_fn', 'subscriptions');
CALL every_row_for('ledger', 'subscriptions');
CALL every_row_for('generation_fn', 'subscriptions');
CALL every_row_for('user_system', 'subscriptions');

CALL allow('payment', 'SELECT', 'plans', 'subscriptions');
CALL allow('payment_system', 'SELECT', 'plans');
CALL allow('payment_system', 'SELECT, INSERT, UPDATE', 'subscriptions');
CALL allow('user', 'SELECT', 'plans', 'subscriptions');
CALL allow('user_system', 'SELECT', 'plans', 'subscriptions');
CALL allow('generation', 'SELECT', 'plans', 'subscriptions');
CALL allow('generation_fn', 'SELECT', 'plans', 'subscriptions');
CALL allow('gallery', 'SELECT', 'plans', 'subscriptions');
CALL allow('identity_fn', 'SELECT', 'plans', 'subscriptions');
CALL allow('ledger', 'SELECT', 'plans', 'subscriptions');

-- The plan whose rules hold at this moment (API contract 4.2), with the figures that transactions decide by.
-- `plan_key` changes whenever the answer may: a service that judged by an older one judges again.
CREATE FUNCTION plan_in_force(owner uuid)
  RETURNS TABLE (plan_type text, plan_key text, running_jobs int, queue_size int, priority int, storage_bytes bigint, monthly_credits int)
  LANGUAGE sql STABLE AS $$
  WITH held AS (
    SELECT s.plan_type, s.revision, s.limits, s.monthly_credits FROM subscriptions s
    WHERE s.user_id = owner AND (
      s.status IN ('on_trial', 'active', 'past_due')
      OR (s.status = 'cancelled' AND (s.ends_at IS NULL OR s.ends_at > now()))
      OR (s.status = 'paused' AND s.current_period_end > now()))
      AND (s.plan_type <> 'tester' OR s.current_period_end > now())
      AND (s.ends_at IS NULL OR s.ends_at > now())
  )
  SELECT p.plan_type, p.plan_type || ':' || COALESCE(h.revision, 0) || ':' || p.version,
    COALESCE((h.limits ->> 'running_jobs')::int, p.running_jobs),
    COALESCE((h.limits ->> 'queue_size')::int, p.queue_size),
    COALESCE((h.limits ->> 'priority')::int, p.priority),
    COALESCE((h.limits ->> 'storage_bytes')::bigint, p.storage_bytes),
    COALESCE(h.monthly_credits, p.monthly_credits)
  FROM plans p LEFT JOIN held h ON true
  WHERE p.plan_type = COALESCE(h.plan_type, 'free')
$$;

-- What every request needs to know of its caller, in one read. No row: the login is unknown, ended or revoked.
CREATE FUNCTION auth_context(session uuid)
  RETURNS TABLE (user_id uuid, status text, role text, email_verified boolean, plan_type text, plan_key text,
    limits jsonb, session_id uuid, session_created_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT u.id, u.status, u.role, u.email_verified_at IS NOT NULL, p.plan_type, p.plan_key,
    CASE WHEN s.plan_type = p.plan_type THEN s.limits ELSE '{}' END, l.id, l.created_at
  FROM sessions l
  JOIN users u ON u.id = l.user_id AND u.deleted_at IS NULL
  CROSS JOIN LATERAL plan_in_force(u.id) p
  LEFT JOIN subscriptions s ON s.user_id = u.id
  WHERE l.id = session AND l.revoked_at IS NULL
$$;
CALL callable_by('auth_context(uuid)', 'user', 'payment', 'generation', 'gallery', 'model');
CALL runs_as('identity_fn', 'auth_context(uuid)');
