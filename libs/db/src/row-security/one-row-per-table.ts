/**
 * SQL that gives a user one private row in every table, as a superuser. A table that is missing here fails a test, so
 * that no table comes without proof of whose rows it shows. `n` keeps names apart.
 */
export const oneRowPerTable = (userId: string, n: number): string => `
DO $rows$
DECLARE
  owner uuid := '${userId}';
  session uuid := gen_random_uuid();
  model uuid := gen_random_uuid();
  job uuid := gen_random_uuid();
  lot uuid := gen_random_uuid();
  movement uuid := gen_random_uuid();
  hash bytea := sha256(convert_to('${userId}', 'UTF8'));
BEGIN
  INSERT INTO users (id, email, username) VALUES (owner, 'user${n}@example.test', 'user${n}');
  INSERT INTO sessions (id, user_id, token_delivery, ip, user_agent) VALUES (session, owner, 'body', '192.0.2.1', 'test');
  INSERT INTO refresh_tokens (token_hash, session_id, user_id, expires_at) VALUES (hash, session, owner, now());
  INSERT INTO action_tokens (token_hash, user_id, purpose, email, expires_at) VALUES (hash, owner, 'verify_email', '', now());
  INSERT INTO mails (id, user_id, recipient, template) VALUES (gen_random_uuid(), owner, 'user${n}@example.test', 'verify_email');
  INSERT INTO audit_log (id, user_id, actor_id, action, target_type, target_id) VALUES (gen_random_uuid(), owner, owner, '', '', '');
  INSERT INTO subscriptions (id, user_id, plan_type, status, current_period_start, current_period_end, monthly_credits)
    VALUES (gen_random_uuid(), owner, 'pro', 'active', now(), now(), 1);
  INSERT INTO account_events (user_id, seq, day, id, type, envelope, created_at)
    VALUES (owner, 1, CURRENT_DATE, gen_random_uuid(), 'job.created', '{}', now()),
      (owner, 2, '1970-01-01', gen_random_uuid(), 'job.created', '{}', now());
  INSERT INTO account_event_counters (user_id, last_seq) VALUES (owner, 2);
  INSERT INTO credits (user_id, available) VALUES (owner, 1);
  INSERT INTO credit_transactions (id, user_id, type, available_change, held_change, available_after, held_after, reference_type,
    reference_id, transaction_id, description) VALUES (movement, owner, 'bonus', 1, 0, 1, 0, 'admin', '${n}', movement, '');
  INSERT INTO credit_entries (credit_transaction_id, user_id, account, amount)
    VALUES (movement, owner, 'user_available', 1), (movement, owner, 'granted', -1);
  INSERT INTO credit_lots (id, user_id, kind, granted, remaining, reference_type, reference_id)
    VALUES (lot, owner, 'bonus', 1, 1, 'admin', '${n}');
  INSERT INTO credit_holds (job_id, lot_id, user_id, amount) VALUES (job, lot, owner, 1);
  INSERT INTO idempotency_keys (user_id, method, path, key, fingerprint, status, body) VALUES (owner, 'POST', '/', '${n}', '', 200, '');
  INSERT INTO models (id, user_id, name, display_name, type, base, version, min_tier, licence, sha256, file_size_bytes, path, runtime_key,
    default_parameters) VALUES (model, owner, 'model-${n}', '', 'main', 'sd15', '1', 'pro', '', '', 1, '', '', '{}');
  INSERT INTO generation_jobs (id, user_id, mode, parameters, num_images, image_ids, priority_class, priority, status,
    estimated_credits, estimated_seconds, rate_percent, price_version, visibility, created_at)
    VALUES (job, owner, 'txt2img', '{}', 1, '{}', 'standard', 1, 'pending', 1, 1, 100, '', 'private', now());
  INSERT INTO job_attempts (job_id, attempt, user_id, lease, gpu_class, worker_id, started_at)
    VALUES (job, 1, owner, 1, 't4', gen_random_uuid(), now());
  INSERT INTO flows (user_id, gpu_class, priority_class) VALUES (owner, 't4', 'standard');
  INSERT INTO user_running (user_id, running_limit) VALUES (owner, 1);
  INSERT INTO images (id, user_id, source, key, preview_key, thumbnail_key, width, height, file_size_bytes, mime_type, sha256,
    pixel_sha256, visibility) VALUES (gen_random_uuid(), owner, 'upload', 'key-${n}', '', '', 1, 1, 1, 'image/png', '', '', 'private');
  INSERT INTO storage_usage (user_id) VALUES (owner);
  INSERT INTO reconciliation_findings (name, amount, checked_at) VALUES ('figure-${n}', 0, now());
END $rows$`;
