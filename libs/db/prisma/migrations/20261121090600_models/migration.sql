SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- The catalogue (user_id null) and, later, what users upload.
CREATE TABLE models (
  id uuid PRIMARY KEY,
  user_id uuid REFERENCES users,
  name text NOT NULL UNIQUE CHECK (name ~ '^[a-z0-9][a-z0-9._-]{1,99}$'),
  display_name text NOT NULL,
  description text,
  type text NOT NULL CHECK (type IN ('main', 'lora', 'controlnet', 'ip_adapter', 'vae', 'upscaler')),
  base text NOT NULL CHECK (base IN ('sd15', 'sd21', 'sdxl', 'sd3', 'flux', 'any')),
  version text NOT NULL,
  min_tier text NOT NULL,
  status text NOT NULL DEFAULT 'ready' CHECK (status IN ('uploading', 'scanning', 'ready', 'rejected')),
  is_active boolean NOT NULL DEFAULT true,
  is_nsfw boolean NOT NULL DEFAULT false,
  licence text NOT NULL,
  licence_url text,
  sha256 text NOT NULL,
  file_size_bytes bigint NOT NULL CHECK (file_size_bytes > 0),
  -- Where the runtime finds it, below its models folder, and the key it is registered under there.
  path text NOT NULL,
  runtime_key text NOT NULL,
  default_parameters jsonb NOT NULL,
  recommended_sizes jsonb NOT NULL DEFAULT '[]',
  sample_images jsonb NOT NULL DEFAULT '[]',
  popularity_score int NOT NULL DEFAULT 0,
  revision bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX models_user_id ON models (user_id);
CREATE INDEX models_popularity ON models (popularity_score DESC, id DESC) WHERE user_id IS NULL;

CREATE FUNCTION models_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.revision := OLD.revision + 1;
  NEW.updated_at := now();
  RETURN NEW;
END $$;
CREATE TRIGGER touch BEFORE UPDATE ON models FOR EACH ROW EXECUTE FUNCTION models_touch();

CALL protect('models');
CREATE POLICY catalogue_and_own ON models FOR SELECT USING (user_id IS NULL OR user_id = app_user_id());
CALL every_row_for('model_system', 'models');
CALL every_row_for('generation_system', 'models');
CALL every_row_for('generation_fn', 'models');
CALL allow('model', 'SELECT', 'models');
CALL allow('model_system', 'SELECT, INSERT, UPDATE', 'models');
CALL allow('generation', 'SELECT', 'models');
CALL allow('generation_system', 'SELECT', 'models');
CALL allow('generation_fn', 'SELECT', 'models');
CALL allow('gallery', 'SELECT', 'models');
