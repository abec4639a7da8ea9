SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

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

CALL callable_by('job_outcome_apply(jsonb)', 'generation');
CALL callable_by('job_cancel(uuid, uuid, text, text, boolean, jsonb)', 'generation');
CALL runs_as('generation_fn', 'job_outcome_apply(jsonb)');
CALL runs_as('generation_fn', 'job_cancel(uuid, uuid, text, text, boolean, jsonb)');
