SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- Creates a job: one statement, one round trip, its own transaction (API contract 1.6 from check 5 on, 5.4).
-- `request`: {"idempotency": {method, path, key, fingerprint} | null, "expected": {"plan_key", "model_revision"},
--   "problem": {code, members} | null      what the service found wrong in checks 6 to 9, said only after a replay was ruled out
--   "infeasible": reason | null, "capacity": workers of the class, "image_ids": [...], "estimated_seconds", "rate_percent",
--   "job": the Job object of the API without its queue}.
-- Answers {"outcome": "created", "body", "job_id"} | the idempotency outcomes | {"outcome": "problem", "code", "members"}
--   | {"outcome": "stale"}: plan or model changed since the service judged; it reads them again and repeats.
-- Nothing has been written unless the outcome is "created".
CREATE FUNCTION generation_create(owner uuid, request jsonb) RETURNS jsonb LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  idem jsonb := NULLIF(request -> 'idempotency', 'null');
  job jsonb := request -> 'job';
  job_id uuid := (job ->> 'id')::uuid;
  cost int := (job ->> 'estimated_credits')::int;
  seconds int := (request ->> 'estimated_seconds')::int;
  earlier jsonb;
  plan record;
  used_bytes bigint;
  open_now int;
  spendable int;
  flow flows;
  ahead record;
  own_ahead_seconds bigint;
  wait_seconds int;
  body text;
BEGIN
  PERFORM set_config('app.user_id', owner::text, true);
  IF idem IS NOT NULL THEN
    earlier := idempotency_claim(owner, idem ->> 'method', idem ->> 'path', idem ->> 'key', idem ->> 'fingerprint');
    IF earlier IS NOT NULL THEN RETURN earlier; END IF;
  END IF;

  SELECT * INTO plan FROM plan_in_force(owner);
  IF plan.plan_key <> request #>> '{expected,plan_key}' OR NOT EXISTS (SELECT 1 FROM models m
    WHERE m.id = (request #>> '{expected,model_id}')::uuid AND m.revision = (request #>> '{expected,model_revision}')::bigint)
    AND request #>> '{expected,model_id}' IS NOT NULL
  THEN RETURN '{"outcome": "stale"}'; END IF;
  IF jsonb_typeof(request -> 'problem') = 'object' THEN
    RETURN jsonb_build_object('outcome', 'problem') || (request -> 'problem');
  END IF;

  SELECT COALESCE(sum(u.images_bytes + u.uploads_bytes + u.trash_bytes + u.models_bytes), 0) INTO used_bytes FROM storage_usage u WHERE u.user_id = owner;
  IF used_bytes >= plan.storage_bytes THEN
    RETURN jsonb_build_object('outcome', 'problem', 'code', 'STORAGE_QUOTA_EXCEEDED', 'members',
      jsonb_build_object('used_bytes', used_bytes, 'quota_bytes', plan.storage_bytes));
  END IF;
  IF request ->> 'infeasible' IS NOT NULL THEN
    RETURN jsonb_build_object('outcome', 'problem', 'code', 'NO_CAPACITY', 'members', jsonb_build_object('reason', request ->> 'infeasible'));
  END IF;

  spendable := credit_spendable(owner);
  SELECT COALESCE(sum(r.open_entries), 0) INTO open_now FROM user_running r WHERE r.user_id = owner;
  IF open_now >= plan.queue_size THEN
    RETURN jsonb_build_object('outcome', 'problem', 'code', 'QUEUE_LIMIT_REACHED', 'members',
      jsonb_build_object('limit', plan.queue_size, 'open', open_now));
  END IF;
  IF spendable < cost THEN
    RETURN jsonb_build_object('outcome', 'problem', 'code', 'INSUFFICIENT_CREDITS', 'members',
      jsonb_build_object('required', cost, 'available', spendable, 'shortfall', cost - spendable));
  END IF;

  flow := flow_push(owner, job ->> 'gpu_class', job ->> 'priority_class', job_id, seconds, (job ->> 'priority')::int, plan.running_jobs);
  INSERT INTO generation_jobs (id, user_id, client_ref, mode, model_id, model_name, prompt, negative_prompt, parameters, num_images, image_ids,
    priority_class, priority, gpu_class, status, estimated_credits, estimated_seconds, rate_percent, price_version, start_deadline_at,
    board_id, visibility, created_at)
  VALUES (job_id, owner, job ->> 'client_ref', job ->> 'mode', (job ->> 'model_id')::uuid, job ->> 'model_name', job ->> 'prompt',
    job ->> 'negative_prompt', job -> 'parameters', (job ->> 'num_images')::int,
    ARRAY(SELECT value::uuid FROM jsonb_array_elements_text(request -> 'image_ids')), job ->> 'priority_class', (job ->> 'priority')::int,
    job ->> 'gpu_class', 'pending', cost, seconds, (request ->> 'rate_percent')::int, job ->> 'price_version',
    (job ->> 'start_deadline_at')::timestamptz, (job ->> 'board_id')::uuid, job ->> 'visibility', (job ->> 'created_at')::timestamptz);

  own_ahead_seconds := flow.pending_seconds - seconds;
  SELECT * INTO ahead FROM queue_ahead(owner, flow.gpu_class, flow.priority_class,
    flow.head_start + own_ahead_seconds::float8 / (job ->> 'priority')::int);
  wait_seconds := ceil((ahead.seconds + own_ahead_seconds)::numeric / GREATEST((request ->> 'capacity')::int, 1));
  body := (job || jsonb_build_object('queue', jsonb_build_object('position', ahead.jobs + flow.pending_jobs - 1,
    'estimated_wait_seconds', wait_seconds, 'estimated_start_at', wire_time(now() + make_interval(secs => wait_seconds)))))::text;

  IF credit_hold(owner, job_id, cost) IS NOT NULL THEN
    RAISE EXCEPTION 'the balance changed under its lock' USING ERRCODE = '40001';
  END IF;
  PERFORM event_append(owner, 'job.created', jsonb_build_object('status', 'pending', 'mode', job -> 'mode', 'model_id', job -> 'model_id',
    'num_images', job -> 'num_images', 'estimated_credits', cost, 'position', ahead.jobs + flow.pending_jobs - 1,
    'estimated_wait_seconds', wait_seconds, 'created_at', job -> 'created_at'), job_id, NULL, job ->> 'client_ref');
  IF idem IS NOT NULL THEN
    PERFORM idempotency_store(owner, idem ->> 'method', idem ->> 'path', idem ->> 'key', idem ->> 'fingerprint', 201, body, request ->> 'location');
  END IF;
  RETURN jsonb_build_object('outcome', 'created', 'body', body);
END $$;
CALL callable_by('generation_create(uuid, jsonb)', 'generation');

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

-- Applies one outcome message of a worker (the catalogue of libs/queue), in any order and any number of times. What is missing of
-- an earlier one is applied first. The service adds `rendered`, the images as the API shows them, and `gpu_classes`, those that this
-- environment can bring up. Answers {"applied", "status", "gpu_class", "user_id"}; applied = false: the lease is not (any more)
-- the job's, nothing changed, and the worker should stop.
CREATE FUNCTION job_outcome_apply(outcome jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
#variable_conflict use_variable
DECLARE
  kind text := outcome ->> 'kind';
  job generation_jobs;
  retried generation_jobs;
  started timestamptz;
  added jsonb;
  ended_how text;
BEGIN
  SELECT * INTO job FROM generation_jobs j WHERE j.id = (outcome ->> 'job_id')::uuid;
  IF NOT FOUND THEN RETURN '{"applied": false, "status": null}'; END IF;
  IF kind NOT IN ('started', 'image') THEN
    PERFORM credit_lock(job.user_id);
    PERFORM 1 FROM user_running r WHERE r.user_id = job.user_id FOR UPDATE;
  END IF;
  SELECT * INTO job FROM generation_jobs j WHERE j.id = job.id FOR UPDATE;
  IF job.lease <> (outcome ->> 'lease')::int OR job.worker_id IS NULL OR job.status NOT IN ('queued', 'processing') THEN
    RETURN jsonb_build_object('applied', false, 'status', job.status);
  END IF;
  IF job.status = 'queued' THEN
    IF outcome ->> 'started_at' IS NULL THEN
      PERFORM job_give_back(job);
      RETURN jsonb_build_object('applied', true, 'status', 'pending', 'gpu_class', job.gpu_class, 'user_id', job.user_id);
    END IF;
    -- A worker's clock may be wrong: it started after it had its lease, and not in the future.
    started := LEAST(GREATEST((outcome ->> 'started_at')::timestamptz, job.leased_at), clock_timestamp());
    job := job_start(job, started);
  END IF;
  added := job_images_add(job, outcome);
  -- Only now: an account's storage is locked before its log, or two of its jobs would wait for each other.
  PERFORM job_tell(job, started, added);
  IF kind NOT IN ('started', 'image') THEN
    ended_how := CASE WHEN outcome #>> '{error,code}' = 'WORKER_LOST' THEN 'lost' ELSE kind END;
    UPDATE job_attempts a SET ended_at = LEAST(GREATEST(COALESCE((outcome ->> 'ended_at')::timestamptz, clock_timestamp()),
        a.started_at), clock_timestamp()), outcome = ended_how,
      gpu_ms = COALESCE((outcome ->> 'gpu_ms')::int, 0), model_load_ms = COALESCE((outcome ->> 'model_load_ms')::int, 0),
      cold_start_ms = COALESCE((outcome ->> 'cold_start_ms')::int, 0), upload_ms = COALESCE((outcome ->> 'upload_ms')::int, 0)
      WHERE a.job_id = job.id AND a.attempt = job.attempt;
    job.warnings := COALESCE(outcome -> 'warnings', '[]');
    IF kind IN ('failed', 'interrupted') THEN
      retried := job_retry(job, COALESCE(outcome -> 'error', '{"code": "WORKER_LOST"}'), kind = 'interrupted',
        COALESCE(outcome -> 'gpu_classes' ? 'a10g', true));
    END IF;
    IF retried.id IS NOT NULL THEN
      job := retried;
    ELSE
      job := job_conclude(job, kind, COALESCE((outcome ->> 'gpu_ms')::int, 0), COALESCE(outcome -> 'error', '{}'), COALESCE(outcome -> 'rendered', '[]'));
    END IF;
  END IF;
  RETURN jsonb_build_object('applied', true, 'status', job.status, 'gpu_class', job.gpu_class, 'user_id', job.user_id);
END $$;

-- Cancels a job (API contract G12, G47). `caller`: the owner, or null for the system and admins. What waits ends at once; what runs is
-- asked to stop, unless `only_unstarted`: a deadline to start does not concern a job that has started meanwhile. Answers null when
-- there is no such job, else {"outcome": "cancelled" | "requested" | "already" | "refused", "status", "lease", "gpu_class"}.
-- `images`: the job's images as the API shows them, for the event.
CREATE FUNCTION job_cancel(job_id uuid, caller uuid, by_whom text, reason text, only_unstarted boolean, images jsonb) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  job generation_jobs;
  answer text;
BEGIN
  SELECT * INTO job FROM generation_jobs j WHERE j.id = job_id AND (caller IS NULL OR j.user_id = caller);
  IF NOT FOUND THEN RETURN NULL; END IF;
  PERFORM refuse_other_user(job.user_id);
  PERFORM credit_lock(job.user_id);
  PERFORM 1 FROM user_running r WHERE r.user_id = job.user_id FOR UPDATE;
  SELECT * INTO job FROM generation_jobs j WHERE j.id = job.id FOR UPDATE;
  IF only_unstarted AND job.attempt > 0 THEN answer := 'refused';
  ELSIF job.status IN ('pending', 'queued') THEN
    job.cancelled_by := by_whom;
    job.cancel_reason := reason;
    job := job_end(job, 'cancelled', 0, jsonb_build_object('images', images));
    answer := 'cancelled';
  ELSIF job.status = 'processing' THEN
    UPDATE generation_jobs j SET cancel_requested_at = COALESCE(j.cancel_requested_at, now()), cancelled_by = COALESCE(j.cancelled_by, by_whom),
      cancel_reason = COALESCE(j.cancel_reason, reason) WHERE j.id = job.id;
    answer := 'requested';
  ELSIF job.status = 'cancelled' THEN answer := 'already';
  ELSE answer := 'refused';
  END IF;
  RETURN jsonb_build_object('outcome', answer, 'status', job.status, 'lease', job.lease, 'released', job.released_credits, 'gpu_class', job.gpu_class);
END $$;

CALL callable_by('job_end(generation_jobs, text, int, jsonb)', 'generation_fn');
CALL callable_by('job_give_back(generation_jobs)', 'generation_fn');
CALL callable_by('job_start(generation_jobs, timestamptz)', 'generation_fn');
CALL callable_by('job_images_add(generation_jobs, jsonb)', 'generation_fn');
CALL callable_by('job_tell(generation_jobs, timestamptz, jsonb)', 'generation_fn');
CALL callable_by('job_retry(generation_jobs, jsonb, boolean, boolean)', 'generation_fn');
CALL callable_by('job_conclude(generation_jobs, text, int, jsonb, jsonb)', 'generation_fn');
CALL callable_by('job_outcome_apply(jsonb)', 'generation');
CALL callable_by('job_cancel(uuid, uuid, text, text, boolean, jsonb)', 'generation');
CALL runs_as('generation_fn', 'job_end(generation_jobs, text, int, jsonb)');
CALL runs_as('generation_fn', 'job_give_back(generation_jobs)');
CALL runs_as('generation_fn', 'job_start(generation_jobs, timestamptz)');
CALL runs_as('generation_fn', 'job_images_add(generation_jobs, jsonb)');
CALL runs_as('generation_fn', 'job_tell(generation_jobs, timestamptz, jsonb)');
CALL runs_as('generation_fn', 'job_retry(generation_jobs, jsonb, boolean, boolean)');
CALL runs_as('generation_fn', 'job_conclude(generation_jobs, text, int, jsonb, jsonb)');
CALL runs_as('generation_fn', 'job_outcome_apply(jsonb)');
CALL runs_as('generation_fn', 'job_cancel(uuid, uuid, text, text, boolean, jsonb)');
