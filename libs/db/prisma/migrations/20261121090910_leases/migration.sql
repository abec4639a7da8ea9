SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- What the worker is told of a lease: the catalogue of libs/queue names the members.
CREATE FUNCTION lease_payload(job generation_jobs) RETURNS jsonb LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
  SELECT jsonb_build_object(
    'job_id', job.id, 'user_id', job.user_id, 'lease', job.lease, 'attempt', job.attempt + 1, 'gpu_class', job.gpu_class,
    'mode', job.mode,
    'model', (SELECT jsonb_build_object('id', m.id, 'name', m.name, 'base', m.base, 'runtime_key', m.runtime_key, 'sha256', m.sha256,
      'path', m.path) FROM models m WHERE m.id = job.model_id),
    'prompt', job.prompt, 'negative_prompt', job.negative_prompt, 'parameters', job.parameters, 'num_images', job.num_images,
    'images', COALESCE((SELECT jsonb_agg(jsonb_build_object('image_id', planned.id, 'index', planned.n - 1,
        'seed', (((job.parameters ->> 'seed')::bigint + planned.n - 1) % 4294967296)) ORDER BY planned.n)
      FROM unnest(job.image_ids) WITH ORDINALITY AS planned (id, n)
      WHERE NOT EXISTS (SELECT 1 FROM images i WHERE i.id = planned.id)), '[]'),
    'stored_images', COALESCE((SELECT jsonb_agg(jsonb_build_object('image_id', i.id, 'index', i.index, 'seed', i.seed, 'key', i.key,
        'preview_key', i.preview_key, 'thumbnail_key', i.thumbnail_key, 'width', i.width, 'height', i.height,
        'file_size_bytes', i.file_size_bytes, 'mime_type', i.mime_type, 'sha256', i.sha256, 'pixel_sha256', i.pixel_sha256, 'gpu_ms', 0)
        ORDER BY i.index) FROM images i WHERE i.job_id = job.id), '[]'),
    'run_limit_seconds', GREATEST(120, 3 * ceil(job.estimated_credits * 100.0 / job.rate_percent)::int),
    'held_credits', job.estimated_credits, 'rate_percent', job.rate_percent)
$$;

-- Gives a job to a worker: the commit that makes it `queued`. The caller adds it to the worker's queue afterwards.
CREATE FUNCTION job_lease(job_id uuid, worker uuid) RETURNS generation_jobs LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE leased generation_jobs;
BEGIN
  UPDATE generation_jobs j SET status = 'queued', lease = j.lease + 1, worker_id = worker, leased_at = now(), retry_at = NULL,
    queued_at = COALESCE(j.queued_at, now()) WHERE j.id = job_id RETURNING * INTO STRICT leased;
  PERFORM event_append(leased.user_id, 'job.queued', jsonb_build_object('attempt', leased.attempt + 1, 'position', 0,
    'estimated_wait_seconds', 0, 'estimated_credits', leased.estimated_credits, 'queued_at', wire_time(leased.leased_at)),
    leased.id, leased.batch_id, leased.client_ref);
  RETURN leased;
END $$;

-- Leases the job that is next by fairness in one class to `worker`, or returns null. O(log users): one index entry a user.
CREATE FUNCTION flow_lease_next(class text, of_priority_class text, worker uuid) RETURNS generation_jobs
  LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  candidate record;
  flow flows;
  leased generation_jobs;
  full_now boolean;
BEGIN
  FOR candidate IN SELECT f.user_id FROM flows f WHERE f.gpu_class = class AND f.priority_class = of_priority_class AND f.eligible
    ORDER BY f.head_start, f.user_id LIMIT 64
  LOOP
    PERFORM 1 FROM user_running r WHERE r.user_id = candidate.user_id AND r.running < r.running_limit FOR UPDATE SKIP LOCKED;
    CONTINUE WHEN NOT FOUND;
    SELECT * INTO flow FROM flows f WHERE f.user_id = candidate.user_id AND f.gpu_class = class AND f.priority_class = of_priority_class
      AND f.eligible FOR UPDATE SKIP LOCKED;
    CONTINUE WHEN NOT FOUND;
    UPDATE scheduler_clock c SET virtual_time = GREATEST(c.virtual_time, flow.head_start)
      WHERE c.gpu_class = class AND c.priority_class = of_priority_class;
    UPDATE user_running r SET running = r.running + 1 WHERE r.user_id = flow.user_id RETURNING r.running >= r.running_limit INTO full_now;
    UPDATE generation_jobs j SET start_tag = flow.head_start, finish_tag = flow.head_finish WHERE j.id = flow.head_job_id;
    UPDATE flows f SET last_finish = GREATEST(f.last_finish, flow.head_finish)
      WHERE f.user_id = flow.user_id AND f.gpu_class = class AND f.priority_class = of_priority_class;
    leased := job_lease(flow.head_job_id, worker);
    PERFORM flow_remove(leased);
    IF full_now THEN UPDATE flows f SET eligible = false WHERE f.user_id = flow.user_id AND f.eligible; END IF;
    RETURN leased;
  END LOOP;
  RETURN NULL;
END $$;

-- Leases to idle workers of one class, in this order: jobs whose next attempt is due, standard work by fairness, economy work
-- while no standard work may run; at most `max_leases`. One run at a time over all replicas: it waits for the class's lock, 2 s at
-- most. Each statement of a volatile function sees what was committed before it, so the picks are made on what the run before
-- has done. Returns a list of {"worker_id", "payload"}.
CREATE FUNCTION schedule_class(class text, idle_workers uuid[], max_leases int) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  worker uuid;
  retry uuid;
  leased generation_jobs;
  leases jsonb := '[]';
BEGIN
  PERFORM set_config('lock_timeout', '2s', true);
  PERFORM pg_advisory_xact_lock(hashtextextended('schedule ' || class, 0));
  FOREACH worker IN ARRAY idle_workers LOOP
    EXIT WHEN jsonb_array_length(leases) >= max_leases;
    -- A worker may serve two classes, whose schedulers run at once: the first one to look at it has it.
    CONTINUE WHEN NOT pg_try_advisory_xact_lock(hashtextextended('worker ' || worker, 0));
    -- Its last word may still be on the way: a worker is free when no job is leased to it here.
    CONTINUE WHEN EXISTS (SELECT 1 FROM generation_jobs j WHERE j.worker_id = worker);
    SELECT j.id INTO retry FROM generation_jobs j JOIN user_running r ON r.user_id = j.user_id
      WHERE j.gpu_class = class AND j.status = 'queued' AND j.worker_id IS NULL AND j.retry_at <= now()
      ORDER BY j.retry_at LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF FOUND THEN
      leased := job_lease(retry, worker);
    ELSE
      leased := flow_lease_next(class, 'standard', worker);
      IF leased.id IS NULL AND NOT EXISTS (SELECT 1 FROM flows f WHERE f.gpu_class = class AND f.priority_class = 'standard' AND f.eligible)
      THEN leased := flow_lease_next(class, 'economy', worker); END IF;
    END IF;
    EXIT WHEN leased.id IS NULL;
    leases := leases || jsonb_build_array(jsonb_build_object('worker_id', worker, 'payload', lease_payload(leased)));
  END LOOP;
  RETURN leases;
END $$;

CALL callable_by('lease_payload(generation_jobs)', 'generation_fn', 'generation_system');
CALL callable_by('job_lease(uuid, uuid)', 'generation_fn');
CALL callable_by('flow_lease_next(text, text, uuid)', 'generation_fn');
CALL callable_by('schedule_class(text, uuid[], int)', 'generation');
CALL runs_as('generation_fn', 'lease_payload(generation_jobs)');
CALL runs_as('generation_fn', 'job_lease(uuid, uuid)');
CALL runs_as('generation_fn', 'flow_lease_next(text, text, uuid)');
CALL runs_as('generation_fn', 'schedule_class(text, uuid[], int)');
