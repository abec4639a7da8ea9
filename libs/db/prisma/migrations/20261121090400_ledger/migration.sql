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
