SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

CREATE TABLE images (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users,
  source text NOT NULL CHECK (source IN ('generated', 'upload')),
  job_id uuid REFERENCES generation_jobs,
  batch_id uuid,
  index int,
  -- Object keys hold the lease that wrote them: a late attempt can never overwrite a delivered picture.
  key text NOT NULL UNIQUE,
  preview_key text NOT NULL,
  thumbnail_key text NOT NULL,
  width int NOT NULL CHECK (width > 0),
  height int NOT NULL CHECK (height > 0),
  file_size_bytes int NOT NULL CHECK (file_size_bytes > 0),
  mime_type text NOT NULL CHECK (mime_type IN ('image/png', 'image/jpeg', 'image/webp')),
  sha256 text NOT NULL,
  pixel_sha256 text NOT NULL,
  title text CHECK (length(title) <= 200),
  tags text[] NOT NULL DEFAULT '{}',
  prompt text,
  negative_prompt text,
  seed bigint,
  model_id uuid REFERENCES models,
  model_name text,
  mode text,
  parameters jsonb,
  prompt_hidden boolean NOT NULL DEFAULT false,
  visibility text NOT NULL CHECK (visibility IN ('private', 'unlisted', 'public')),
  nsfw boolean NOT NULL DEFAULT false,
  moderation text NOT NULL DEFAULT 'none' CHECK (moderation IN ('none', 'reported', 'blocked')),
  like_count int NOT NULL DEFAULT 0 CHECK (like_count >= 0),
  view_count int NOT NULL DEFAULT 0 CHECK (view_count >= 0),
  starred boolean NOT NULL DEFAULT false,
  expires_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  purge_at timestamptz,
  UNIQUE (job_id, index)
);
CREATE INDEX images_newest ON images (user_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX images_user_id ON images (user_id);
CREATE INDEX images_model_id ON images (model_id);
CREATE INDEX images_purge_at ON images (purge_at) WHERE purge_at IS NOT NULL;

-- Bytes of a user by kind, moved in the transaction that moves the files' rows.
CREATE TABLE storage_usage (
  user_id uuid PRIMARY KEY REFERENCES users,
  images_bytes bigint NOT NULL DEFAULT 0 CHECK (images_bytes >= 0),
  uploads_bytes bigint NOT NULL DEFAULT 0 CHECK (uploads_bytes >= 0),
  trash_bytes bigint NOT NULL DEFAULT 0 CHECK (trash_bytes >= 0),
  models_bytes bigint NOT NULL DEFAULT 0 CHECK (models_bytes >= 0),
  over_quota_since timestamptz
) WITH (fillfactor = 50);

-- What checks over all users found when they last ran, by the name of the figure: zero in health.
CREATE TABLE reconciliation_findings (
  name text PRIMARY KEY,
  amount bigint NOT NULL CHECK (amount >= 0),
  checked_at timestamptz NOT NULL
);

CALL protect('images', 'reconciliation_findings');
CALL every_row_for('gallery_system', 'reconciliation_findings');
CALL every_row_for('payment_system', 'reconciliation_findings');
CALL allow('gallery_system', 'SELECT, INSERT, UPDATE', 'reconciliation_findings');
CALL allow('payment_system', 'SELECT', 'reconciliation_findings');
CREATE POLICY own ON images USING (user_id = app_user_id()) WITH CHECK (user_id = app_user_id());
CREATE POLICY shared ON images FOR SELECT
  USING (visibility IN ('unlisted', 'public') AND deleted_at IS NULL AND moderation <> 'blocked');
CALL tenant_rows('storage_usage');
CALL every_row_for('gallery_system', 'images', 'storage_usage');
CALL every_row_for('gallery_fn', 'images', 'storage_usage');
CALL every_row_for('generation_fn', 'images');
CALL every_row_for('generation_system', 'images');
CALL every_row_for('user_system', 'storage_usage');
CALL allow('gallery', 'SELECT, UPDATE', 'images');
CALL allow('gallery', 'SELECT, INSERT, UPDATE', 'storage_usage');
CALL allow('gallery_system', 'SELECT, UPDATE, DELETE', 'images');
CALL allow('gallery_system', 'SELECT, INSERT, UPDATE', 'storage_usage');
-- Nothing of an open job is purged or swept: its outcome may still be applied, and would name those objects.
CALL every_row_for('gallery_system', 'generation_jobs');
CALL allow('gallery_system', 'SELECT (id, status)', 'generation_jobs');
CALL allow('gallery_fn', 'SELECT, INSERT', 'images');
CALL allow('gallery_fn', 'SELECT, INSERT, UPDATE', 'storage_usage');
CALL allow('generation', 'SELECT', 'images', 'storage_usage');
CALL allow('generation_fn', 'SELECT', 'images');
CALL allow('generation_system', 'SELECT', 'images');
CALL allow('user', 'SELECT', 'storage_usage');
CALL allow('user_system', 'SELECT', 'storage_usage');

-- Adds one painted image of a job to its owner's gallery and counts its bytes. False: it was there before, nothing changed.
-- `stored` is the worker's record: image_id, index, seed, key, preview_key, thumbnail_key, width, height, file_size_bytes,
-- mime_type, sha256, pixel_sha256. `job` gives what the gallery shows of how it was made.
CREATE FUNCTION gallery_image_add(job generation_jobs, stored jsonb) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM refuse_other_user(job.user_id);
  INSERT INTO images (id, user_id, source, job_id, batch_id, index, key, preview_key, thumbnail_key, width, height, file_size_bytes,
    mime_type, sha256, pixel_sha256, prompt, negative_prompt, seed, model_id, model_name, mode, parameters, visibility)
  VALUES ((stored ->> 'image_id')::uuid, job.user_id, 'generated', job.id, job.batch_id, (stored ->> 'index')::int,
    stored ->> 'key', stored ->> 'preview_key', stored ->> 'thumbnail_key', (stored ->> 'width')::int, (stored ->> 'height')::int,
    (stored ->> 'file_size_bytes')::int, stored ->> 'mime_type', stored ->> 'sha256', stored ->> 'pixel_sha256',
    job.prompt, job.negative_prompt, (stored ->> 'seed')::bigint, job.model_id, job.model_name, job.mode, job.parameters, job.visibility)
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN false; END IF;
  INSERT INTO storage_usage AS u (user_id, images_bytes) VALUES (job.user_id, (stored ->> 'file_size_bytes')::bigint)
    ON CONFLICT (user_id) DO UPDATE SET images_bytes = u.images_bytes + EXCLUDED.images_bytes;
  RETURN true;
END $$;
CALL callable_by('gallery_image_add(generation_jobs, jsonb)', 'generation_fn');
CALL runs_as('gallery_fn', 'gallery_image_add(generation_jobs, jsonb)');
