SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

CREATE TABLE users (
  id uuid PRIMARY KEY,
  email text NOT NULL CHECK (length(email) BETWEEN 3 AND 255),
  username text NOT NULL CHECK (username ~ '^[A-Za-z0-9_-]{3,50}$'),
  password_hash text,
  full_name text CHECK (length(full_name) <= 100),
  profile_image_url text,
  role text NOT NULL DEFAULT 'user' CHECK (role IN ('user', 'moderator', 'admin')),
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended', 'pending_deletion')),
  email_verified_at timestamptz,
  preferences jsonb NOT NULL DEFAULT '{}',
  last_login_at timestamptz,
  username_changed_at timestamptz,
  deletion_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz
);
-- Only living accounts hold their names: after a deletion the address can register again.
CREATE UNIQUE INDEX users_email_key ON users (lower(email)) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX users_username_key ON users (lower(username)) WHERE deleted_at IS NULL;

-- One login. Its refresh tokens are the family: revoking the session revokes them all.
CREATE TABLE sessions (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users,
  token_delivery text NOT NULL CHECK (token_delivery IN ('body', 'cookie')),
  ip text NOT NULL,
  user_agent text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz,
  revoked_reason text
);
CREATE INDEX sessions_user_id ON sessions (user_id) WHERE revoked_at IS NULL;
CREATE INDEX sessions_user_id_all ON sessions (user_id);

CREATE TABLE refresh_tokens (
  token_hash bytea PRIMARY KEY,
  session_id uuid NOT NULL REFERENCES sessions,
  user_id uuid NOT NULL REFERENCES users,
  issued_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  spent_at timestamptz
);
CREATE INDEX refresh_tokens_session_id ON refresh_tokens (session_id);
CREATE INDEX refresh_tokens_user_id ON refresh_tokens (user_id);

-- What a mailed link carries, hashed: works once, until it expires.
CREATE TABLE action_tokens (
  token_hash bytea PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users,
  purpose text NOT NULL CHECK (purpose IN ('verify_email', 'reset_password')),
  email text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX action_tokens_user_id ON action_tokens (user_id, purpose);

-- Mail that is owed. The row commits with its cause, a sender delivers it and clears `content`, which may carry a token.
CREATE TABLE mails (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users,
  recipient text NOT NULL,
  template text NOT NULL,
  language text NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'ko')),
  content jsonb,
  attempts int NOT NULL DEFAULT 0,
  next_attempt_at timestamptz DEFAULT now(),
  sent_at timestamptz,
  last_error text,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX mails_user_id ON mails (user_id);
CREATE INDEX mails_due ON mails (next_attempt_at) WHERE next_attempt_at IS NOT NULL;

-- Public halves of the keys that sign access tokens. Published at least 24 h before a key signs.
CREATE TABLE signing_keys (
  kid text PRIMARY KEY,
  public_jwk jsonb NOT NULL,
  published_at timestamptz NOT NULL DEFAULT now(),
  retired_at timestamptz
);

-- Every security-relevant act. Rows are never changed. `user_id` is whom it concerns, `actor_id` who did it (null: the system).
CREATE TABLE audit_log (
  id uuid PRIMARY KEY,
  user_id uuid REFERENCES users,
  actor_id uuid REFERENCES users,
  action text NOT NULL,
  target_type text NOT NULL,
  target_id text NOT NULL,
  reason text,
  changes jsonb NOT NULL DEFAULT '{}',
  ip text,
  request_id text,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX audit_log_user_id ON audit_log (user_id, created_at DESC);
CREATE INDEX audit_log_actor_id ON audit_log (actor_id, created_at DESC);

CALL tenant_rows('users', 'id');
CALL tenant_rows('sessions');
CALL tenant_rows('refresh_tokens');
CALL tenant_rows('action_tokens');
CALL tenant_rows('mails');
CALL protect('signing_keys', 'audit_log');
CREATE POLICY everyone ON signing_keys FOR SELECT USING (true);
-- Services write what their callers did; only the system reads it back.
CREATE POLICY append ON audit_log FOR INSERT WITH CHECK (actor_id IS NOT DISTINCT FROM app_user_id());

CALL every_row_for('user_system', 'users', 'sessions', 'refresh_tokens', 'action_tokens', 'mails', 'signing_keys', 'audit_log');
CALL every_row_for('identity_fn', 'users', 'sessions');
CALL every_row_for('payment_system', 'audit_log', 'users');

CALL allow('user', 'SELECT, INSERT, UPDATE', 'users', 'sessions', 'refresh_tokens', 'action_tokens', 'mails');
CALL allow('user_system', 'SELECT, INSERT, UPDATE', 'users', 'sessions', 'refresh_tokens', 'action_tokens', 'mails', 'signing_keys');
CALL allow('user_system', 'DELETE', 'refresh_tokens', 'action_tokens', 'mails');
CALL allow('user_system', 'SELECT, INSERT', 'audit_log');
CALL allow('identity_fn', 'SELECT', 'users', 'sessions');
-- Months of the free plan run from the day of sign-up.
CALL allow('payment', 'SELECT (id, created_at, deleted_at)', 'users');
CALL allow('payment_system', 'SELECT', 'users');
CALL allow('payment_system', 'INSERT', 'audit_log');
CALL allow('user', 'SELECT', 'signing_keys');
CALL allow('payment', 'SELECT', 'signing_keys');
CALL allow('generation', 'SELECT', 'signing_keys');
CALL allow('gallery', 'SELECT', 'signing_keys');
CALL allow('model', 'SELECT', 'signing_keys');

-- Names that others may see of an account in good standing.
CREATE FUNCTION public_users(user_ids uuid[])
  RETURNS TABLE (id uuid, username text, profile_image_url text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT u.id, u.username, u.profile_image_url FROM users u WHERE u.id = ANY (user_ids) AND u.deleted_at IS NULL AND u.status <> 'suspended'
$$;
CALL callable_by('public_users(uuid[])', 'user', 'generation', 'gallery', 'gallery_system');
CALL runs_as('identity_fn', 'public_users(uuid[])');
