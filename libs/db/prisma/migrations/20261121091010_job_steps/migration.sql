SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- Job error codes worth another try by the user (API contract 1.3).
CREATE FUNCTION job_error_retryable(code text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT code IN ('MODEL_LOAD_FAILED', 'WORKER_TIMEOUT', 'WORKER_LOST', 'UPLOAD_FAILED', 'RUNTIME_ERROR', 'PROVIDER_ERROR')
$$;

-- GPU milliseconds to credits (API contract 5.3): at least 1 for work delivered, never above what is held.
CREATE FUNCTION job_charge(gpu_ms bigint, rate_percent int, held int) RETURNS int LANGUAGE sql IMMUTABLE AS $$
  SELECT LEAST(held, GREATEST(1, ceil(gpu_ms * rate_percent / 100000.0)::int))
$$;

-- Ends a job that its caller has locked (balance, user_running, job): settles, frees its slot, and says so. `details` are the
-- members of the terminal event that only the caller knows: its images as the API shows them.
CREATE FUNCTION job_end(job generation_jobs, end_status text, charge int, details jsonb) RETURNS generation_jobs
  LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  ended generation_jobs;
  settled jsonb := credit_settle(job.id, charge);
BEGIN
  UPDATE generation_jobs j SET status = end_status, worker_id = NULL, retry_at = NULL, completed_at = now(), partial = job.partial,
    warnings = job.warnings, error_code = job.error_code, error_message = job.error_message,
    error_retryable = job_error_retryable(job.error_code), cancelled_by = job.cancelled_by,
    cancel_reason = job.cancel_reason, actual_credits = (settled ->> 'charged')::int, released_credits = (settled ->> 'released')::int
    WHERE j.id = job.id RETURNING * INTO STRICT ended;
  UPDATE user_running r SET open_entries = r.open_entries - 1 WHERE r.user_id = job.user_id;
  IF job.status = 'pending' THEN PERFORM flow_remove(ended); ELSE PERFORM slot_release(job.user_id); END IF;
  PERFORM event_append(ended.user_id, 'job.' || end_status, CASE end_status
    WHEN 'completed' THEN jsonb_build_object('images', details -> 'images', 'partial', ended.partial, 'warnings', ended.warnings,
      'total_seconds', GREATEST(0, ceil(extract(epoch FROM ended.completed_at - ended.created_at)))::int)
    WHEN 'failed' THEN jsonb_build_object('attempt', ended.attempt, 'error', jsonb_build_object('code', ended.error_code,
      'message', ended.error_message, 'retryable', ended.error_retryable))
    ELSE jsonb_build_object('cancelled_by', ended.cancelled_by, 'reason', ended.cancel_reason, 'images', details -> 'images') END
    || CASE WHEN end_status = 'failed' THEN '{}' ELSE jsonb_build_object('actual_credits', ended.actual_credits) END
    || jsonb_build_object('released_credits', ended.released_credits, 'completed_at', wire_time(ended.completed_at)),
    ended.id, ended.batch_id, ended.client_ref);
  RETURN ended;
END $$;

-- A lease that never started goes back. A job without a start waits again, first in its flow and with the tag it had; one between
-- two starts keeps its slot and is due at once.
CREATE FUNCTION job_give_back(job generation_jobs) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE flow flows;
BEGIN
  IF job.attempt > 0 THEN
    UPDATE generation_jobs j SET worker_id = NULL, leased_at = NULL, retry_at = now() WHERE j.id = job.id;
    RETURN;
  END IF;
  UPDATE generation_jobs j SET status = 'pending', worker_id = NULL, leased_at = NULL, retry_at = NULL WHERE j.id = job.id;
  UPDATE flows f SET pending_jobs = f.pending_jobs + 1, pending_seconds = f.pending_seconds + job.estimated_seconds
    WHERE f.user_id = job.user_id AND f.gpu_class = job.gpu_class AND f.priority_class = job.priority_class RETURNING * INTO STRICT flow;
  PERFORM slot_release(job.user_id);
  PERFORM flow_advance(flow);
END $$;

-- The first word of a lease: the job runs. `starts_used` counts it until a spot notice takes it back.
CREATE FUNCTION job_start(job generation_jobs, started timestamptz) RETURNS generation_jobs LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE running generation_jobs;
BEGIN
  UPDATE generation_jobs j SET status = 'processing', attempt = j.attempt + 1, starts_used = j.starts_used + 1,
    started_at = COALESCE(j.started_at, started) WHERE j.id = job.id RETURNING * INTO STRICT running;
  INSERT INTO job_attempts (job_id, attempt, user_id, lease, gpu_class, worker_id, started_at)
    VALUES (job.id, running.attempt, job.user_id, job.lease, job.gpu_class, job.worker_id, started);
  RETURN running;
END $$;

-- Adds the images that are new in an outcome. `rendered`[i] is images[i] as the API shows it; returns what is shown of the new ones.
CREATE FUNCTION job_images_add(job generation_jobs, outcome jsonb) RETURNS jsonb LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  image record;
  added jsonb := '[]';
BEGIN
  FOR image IN SELECT stored.value AS stored, outcome -> 'rendered' -> (stored.ordinality - 1)::int AS shown
    FROM jsonb_array_elements(outcome -> 'images') WITH ORDINALITY AS stored
    WHERE (stored.value ->> 'image_id')::uuid = ANY (job.image_ids) ORDER BY stored.ordinality
  LOOP
    CONTINUE WHEN NOT gallery_image_add(job, image.stored);
    UPDATE job_attempts a SET charged_gpu_ms = a.charged_gpu_ms + (image.stored ->> 'gpu_ms')::int WHERE a.job_id = job.id AND a.attempt = job.attempt;
    added := added || jsonb_build_array(image.shown);
  END LOOP;
  RETURN added;
END $$;

-- The events of images that have just been added and, before them, of a start (null: it was told before).
CREATE FUNCTION job_tell(job generation_jobs, started timestamptz, added jsonb) RETURNS void
  LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE shown jsonb;
BEGIN
  IF started IS NOT NULL THEN
    PERFORM event_append(job.user_id, 'job.started', jsonb_build_object('attempt', job.attempt, 'gpu_class', job.gpu_class,
      'model_name', job.model_name, 'total_steps', (job.parameters ->> 'steps')::int, 'worker_id', job.worker_id,
      'started_at', wire_time(started)), job.id, job.batch_id, job.client_ref);
  END IF;
  FOR shown IN SELECT value FROM jsonb_array_elements(added) LOOP
    PERFORM event_append(job.user_id, 'job.image', jsonb_build_object('image', shown), job.id, job.batch_id, job.client_ref);
  END LOOP;
END $$;

-- An attempt ended without the job: another start follows, or not. Null: nothing is missing, no start is left, or the failure is not
-- worth one. `error`: {"code", "message", "retryable", "larger_class"}; an interruption (spot notice, shutdown) does not use up a
-- start. `has_larger`: this environment can bring up the class above.
CREATE FUNCTION job_retry(job generation_jobs, error jsonb, interrupted boolean, has_larger boolean) RETURNS generation_jobs
  LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  larger boolean := has_larger AND COALESCE((error ->> 'larger_class')::boolean, false) AND job.gpu_class = 't4';
  used int := job.starts_used - interrupted::int;
  retried generation_jobs;
BEGIN
  -- 3 starts that count; 10 in all, so that notices cannot keep a job going for ever.
  IF job.cancel_requested_at IS NOT NULL OR used >= 3 OR job.attempt >= 10
    OR NOT (interrupted OR larger OR COALESCE((error ->> 'retryable')::boolean, false))
    OR (SELECT count(*) FROM images i WHERE i.job_id = job.id) = job.num_images THEN RETURN NULL; END IF;
  UPDATE generation_jobs j SET status = 'queued', worker_id = NULL, leased_at = NULL, starts_used = used,
    gpu_class = CASE WHEN larger THEN 'a10g' ELSE j.gpu_class END,
    retry_at = now() + CASE WHEN interrupted THEN interval '0' ELSE make_interval(secs => power(2, used)) END
    WHERE j.id = job.id RETURNING * INTO STRICT retried;
  PERFORM event_append(job.user_id, 'job.retrying', jsonb_build_object('attempt', job.attempt, 'reason_code', error ->> 'code',
    'next_attempt_at', wire_time(retried.retry_at)), job.id, job.batch_id, job.client_ref);
  RETURN retried;
END $$;

-- Ends a job by what its attempt said and what is stored (the table of API contract 5.3). `ran_ms`: GPU time of this attempt.
CREATE FUNCTION job_conclude(job generation_jobs, kind text, ran_ms int, error jsonb, images jsonb) RETURNS generation_jobs
  LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  stored int;
  base_ms bigint;
  missing_code text := error ->> 'code';
BEGIN
  SELECT count(*) INTO stored FROM images i WHERE i.job_id = job.id;
  SELECT COALESCE(sum(a.charged_gpu_ms), 0) INTO base_ms FROM job_attempts a WHERE a.job_id = job.id;
  IF kind = 'cancelled' OR (kind <> 'completed' AND job.cancel_requested_at IS NOT NULL) THEN
    job.cancelled_by := COALESCE(job.cancelled_by, 'system');
    job.cancel_reason := COALESCE(job.cancel_reason, 'run_limit');
    IF kind = 'cancelled' THEN
      SELECT base_ms + GREATEST(0, ran_ms - a.charged_gpu_ms) INTO base_ms FROM job_attempts a WHERE a.job_id = job.id AND a.attempt = job.attempt;
    END IF;
    RETURN job_end(job, 'cancelled', CASE WHEN base_ms = 0 OR job.cancelled_by = 'admin' OR job.cancel_reason = 'account_closed' THEN 0
      ELSE job_charge(base_ms, job.rate_percent, job.estimated_credits) END, jsonb_build_object('images', images));
  END IF;
  IF stored = 0 THEN
    job.error_code := COALESCE(missing_code, 'RUNTIME_ERROR');
    job.error_message := COALESCE(error ->> 'message', 'The runtime gave no image.');
    RETURN job_end(job, 'failed', 0, '{}');
  END IF;
  job.partial := stored < job.num_images;
  IF job.partial THEN
    SELECT jsonb_agg(jsonb_build_object('image_index', planned.n - 1, 'code', COALESCE(
        (SELECT w ->> 'code' FROM jsonb_array_elements(job.warnings) w WHERE (w ->> 'image_index')::int = planned.n - 1 LIMIT 1),
        missing_code, 'RUNTIME_ERROR')) ORDER BY planned.n) INTO job.warnings
      FROM unnest(job.image_ids) WITH ORDINALITY AS planned (id, n) WHERE NOT EXISTS (SELECT 1 FROM images i WHERE i.id = planned.id);
  ELSE
    job.warnings := '[]';
  END IF;
  RETURN job_end(job, 'completed', job_charge(base_ms, job.rate_percent, job.estimated_credits), jsonb_build_object('images', images));
END $$;

CALL callable_by('job_end(generation_jobs, text, int, jsonb)', 'generation_fn');
CALL callable_by('job_give_back(generation_jobs)', 'generation_fn');
CALL callable_by('job_start(generation_jobs, timestamptz)', 'generation_fn');
CALL callable_by('job_images_add(generation_jobs, jsonb)', 'generation_fn');
CALL callable_by('job_tell(generation_jobs, timestamptz, jsonb)', 'generation_fn');
CALL callable_by('job_retry(generation_jobs, jsonb, boolean, boolean)', 'generation_fn');
CALL callable_by('job_conclude(generation_jobs, text, int, jsonb, jsonb)', 'generation_fn');
CALL runs_as('generation_fn', 'job_end(generation_jobs, text, int, jsonb)');
CALL runs_as('generation_fn', 'job_give_back(generation_jobs)');
CALL runs_as('generation_fn', 'job_start(generation_jobs, timestamptz)');
CALL runs_as('generation_fn', 'job_images_add(generation_jobs, jsonb)');
CALL runs_as('generation_fn', 'job_tell(generation_jobs, timestamptz, jsonb)');
CALL runs_as('generation_fn', 'job_retry(generation_jobs, jsonb, boolean, boolean)');
CALL runs_as('generation_fn', 'job_conclude(generation_jobs, text, int, jsonb, jsonb)');
