SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- Answers under an Idempotency-Key (API contract 1.5): only 2xx, written in the transaction of their effect, as text, byte for byte.
CREATE TABLE idempotency_keys (
  user_id uuid NOT NULL REFERENCES users,
  method text NOT NULL,
  path text NOT NULL,
  key text NOT NULL,
  fingerprint text NOT NULL,
  status int NOT NULL CHECK (status BETWEEN 200 AND 299),
  body text NOT NULL,
  location text,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL DEFAULT now() + interval '24 hours',
  PRIMARY KEY (user_id, method, path, key)
);
CREATE INDEX idempotency_keys_expires_at ON idempotency_keys (expires_at);

CALL tenant_rows('idempotency_keys');
CALL every_row_for('generation_system', 'idempotency_keys');
-- Admin rows act on another account as the system, under the key of the admin.
CALL every_row_for('payment_system', 'idempotency_keys');
CALL allow('user', 'SELECT, INSERT, DELETE', 'idempotency_keys');
CALL allow('payment', 'SELECT, INSERT, DELETE', 'idempotency_keys');
CALL allow('payment_system', 'SELECT, INSERT, DELETE', 'idempotency_keys');
CALL allow('generation', 'SELECT, INSERT, DELETE', 'idempotency_keys');
CALL allow('gallery', 'SELECT, INSERT, DELETE', 'idempotency_keys');
CALL allow('model', 'SELECT, INSERT, DELETE', 'idempotency_keys');
CALL allow('generation_system', 'SELECT, DELETE', 'idempotency_keys');

-- Claims a key for the rest of this transaction. Null: run the request, then `idempotency_store` its answer. Otherwise what to answer:
-- {"outcome": "replay", "status", "body", "location"} | {"outcome": "conflict"} | {"outcome": "in_progress"}.
CREATE FUNCTION idempotency_claim(owner uuid, http_method text, http_path text, idempotency_key text, request_fingerprint text)
  RETURNS jsonb LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE stored idempotency_keys;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended(concat_ws(' ', owner, http_method, http_path, idempotency_key), 0)) THEN
    RETURN '{"outcome": "in_progress"}';
  END IF;
  SELECT * INTO stored FROM idempotency_keys k
    WHERE k.user_id = owner AND k.method = http_method AND k.path = http_path AND k.key = idempotency_key;
  IF NOT FOUND THEN RETURN NULL; END IF;
  IF stored.expires_at <= now() THEN
    DELETE FROM idempotency_keys k WHERE k.user_id = owner AND k.method = http_method AND k.path = http_path AND k.key = idempotency_key;
    RETURN NULL;
  END IF;
  IF stored.fingerprint <> request_fingerprint THEN RETURN '{"outcome": "conflict"}'; END IF;
  RETURN jsonb_build_object('outcome', 'replay', 'status', stored.status, 'body', stored.body, 'location', stored.location);
END $$;

CREATE FUNCTION idempotency_store(owner uuid, http_method text, http_path text, idempotency_key text, request_fingerprint text,
    answer_status int, answer_body text, answer_location text)
  RETURNS void LANGUAGE sql SET search_path FROM CURRENT AS $$
  INSERT INTO idempotency_keys (user_id, method, path, key, fingerprint, status, body, location)
  VALUES (owner, http_method, http_path, idempotency_key, request_fingerprint, answer_status, answer_body, answer_location)
$$;
CALL callable_by('idempotency_claim(uuid, text, text, text, text)', 'user', 'payment', 'payment_system', 'generation', 'gallery', 'model');
CALL callable_by('idempotency_store(uuid, text, text, text, text, int, text, text)', 'user', 'payment', 'payment_system', 'generation', 'gallery', 'model');
