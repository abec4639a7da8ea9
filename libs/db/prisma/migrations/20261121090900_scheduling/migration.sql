SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- Start-time fair queueing (SFQ) over flows. Whoever changes a user's flows holds his `user_running` row: it is locked before flows
-- and jobs everywhere, so the scheduler, which takes it SKIP LOCKED, never waits for a user and never deadlocks with one.

-- Puts a new job, one more open entry of its user, at the end of its flow. `max_running`: his limit as the plan has it now. An empty
-- flow's new head gets its tag: start = max(V, finish of the flow's last lease). Returns the flow as it is then.
CREATE FUNCTION flow_push(owner uuid, class text, of_priority_class text, job uuid, seconds int, weight int, max_running int) RETURNS flows
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  flow flows;
  may_run boolean;
  v double precision;
BEGIN
  PERFORM refuse_other_user(owner);
  INSERT INTO user_running AS r (user_id, running_limit, open_entries) VALUES (owner, max_running, 1)
    ON CONFLICT (user_id) DO UPDATE SET open_entries = r.open_entries + 1, running_limit = EXCLUDED.running_limit
    RETURNING r.running < r.running_limit INTO may_run;
  -- A plan may also change by time alone, and then nobody says so.
  IF EXISTS (SELECT 1 FROM flows f WHERE f.user_id = owner AND f.head_job_id IS NOT NULL AND f.eligible <> may_run) THEN
    PERFORM flows_reconsider(owner);
  END IF;
  SELECT c.virtual_time INTO STRICT v FROM scheduler_clock c WHERE c.gpu_class = class AND c.priority_class = of_priority_class;
  INSERT INTO flows AS f (user_id, gpu_class, priority_class, head_job_id, head_start, head_finish, pending_jobs, pending_seconds, eligible)
  VALUES (owner, class, of_priority_class, job, v, v + seconds::float8 / weight, 1, seconds, may_run)
  ON CONFLICT (user_id, gpu_class, priority_class) DO UPDATE SET
    pending_jobs = f.pending_jobs + 1,
    pending_seconds = f.pending_seconds + seconds,
    head_start = CASE WHEN f.head_job_id IS NULL THEN GREATEST(v, f.last_finish) ELSE f.head_start END,
    head_finish = CASE WHEN f.head_job_id IS NULL THEN GREATEST(v, f.last_finish) + seconds::float8 / weight ELSE f.head_finish END,
    eligible = may_run,
    head_job_id = COALESCE(f.head_job_id, job)
  RETURNING * INTO flow;
  RETURN flow;
END $$;

-- Makes the first waiting job the flow's head and gives it its tag; a job that was leased before keeps the tag it had.
CREATE FUNCTION flow_advance(flow flows) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  head record;
  may_run boolean;
  start double precision;
BEGIN
  SELECT j.id, j.start_tag, j.estimated_seconds::float8 / j.priority AS cost INTO head FROM generation_jobs j
    WHERE j.user_id = flow.user_id AND j.gpu_class = flow.gpu_class AND j.priority_class = flow.priority_class AND j.status = 'pending'
    ORDER BY j.place LIMIT 1;
  IF head.id IS NULL THEN
    UPDATE flows f SET head_job_id = NULL, eligible = false
      WHERE f.user_id = flow.user_id AND f.gpu_class = flow.gpu_class AND f.priority_class = flow.priority_class;
    RETURN;
  END IF;
  SELECT r.running < r.running_limit INTO STRICT may_run FROM user_running r WHERE r.user_id = flow.user_id;
  SELECT COALESCE(head.start_tag, GREATEST(c.virtual_time, flow.last_finish)) INTO STRICT start FROM scheduler_clock c
    WHERE c.gpu_class = flow.gpu_class AND c.priority_class = flow.priority_class;
  UPDATE flows f SET head_job_id = head.id, head_start = start, head_finish = start + head.cost, eligible = may_run
    WHERE f.user_id = flow.user_id AND f.gpu_class = flow.gpu_class AND f.priority_class = flow.priority_class;
END $$;

-- Takes a job that waits out of its flow (it is cancelled or leased). Call it after the job's status has changed.
CREATE FUNCTION flow_remove(job generation_jobs) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE flow flows;
BEGIN
  UPDATE flows f SET pending_jobs = f.pending_jobs - 1, pending_seconds = f.pending_seconds - job.estimated_seconds
    WHERE f.user_id = job.user_id AND f.gpu_class = job.gpu_class AND f.priority_class = job.priority_class RETURNING * INTO STRICT flow;
  IF flow.head_job_id = job.id THEN PERFORM flow_advance(flow); END IF;
END $$;

-- The running count or the limit of a user has changed, his `user_running` row is locked: at the limit all his flows leave the
-- eligible index, below it those with waiting jobs enter it again with new tags.
CREATE FUNCTION flows_reconsider(owner uuid) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  may_run boolean;
  flow flows;
BEGIN
  SELECT r.running < r.running_limit INTO STRICT may_run FROM user_running r WHERE r.user_id = owner;
  IF NOT may_run THEN
    UPDATE flows f SET eligible = false WHERE f.user_id = owner AND f.eligible;
    RETURN;
  END IF;
  FOR flow IN SELECT * FROM flows f WHERE f.user_id = owner AND f.head_job_id IS NOT NULL AND NOT f.eligible FOR UPDATE LOOP
    PERFORM flow_advance(flow);
  END LOOP;
END $$;

-- One running job fewer.
CREATE FUNCTION slot_release(owner uuid) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  UPDATE user_running r SET running = r.running - 1 WHERE r.user_id = owner;
  PERFORM flows_reconsider(owner);
END $$;

-- A plan changed: the user's running limit follows, and flows that it held back may run. Without a row he never had a job.
-- It locks before events do: call it before anything that appends one.
CREATE FUNCTION running_limit_refresh(owner uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  UPDATE user_running r SET running_limit = p.running_jobs FROM plan_in_force(owner) p WHERE r.user_id = owner;
  IF FOUND THEN PERFORM flows_reconsider(owner); END IF;
END $$;

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
-- while no standard work may run; at most `max_leases`. The caller holds the class's scheduler lock. Returns a list of
-- {"worker_id", "payload"}.
CREATE FUNCTION schedule_class(class text, idle_workers uuid[], max_leases int) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  worker uuid;
  retry uuid;
  leased generation_jobs;
  leases jsonb := '[]';
BEGIN
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

-- The jobs the scheduler would start before one with this tag, of other users, and their GPU-seconds: exact up to 100 jobs, above
-- that an estimate from the sums of at most 1,000 flows. However long the backlog is, it reads a few hundred rows.
CREATE FUNCTION queue_ahead(owner uuid, class text, of_priority_class text, start double precision, OUT jobs int, OUT seconds bigint)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE standard record;
BEGIN
  SELECT count(*), COALESCE(sum(near.estimated_seconds), 0) INTO jobs, seconds FROM (
    SELECT t.estimated_seconds FROM (
      SELECT * FROM flows f WHERE f.gpu_class = class AND f.priority_class = of_priority_class AND f.eligible
        AND f.head_start < start AND f.user_id <> owner ORDER BY f.head_start, f.user_id LIMIT 101) f
    CROSS JOIN LATERAL (
      SELECT j.estimated_seconds, f.head_start + COALESCE(sum(j.estimated_seconds::float8 / j.priority)
        OVER (ORDER BY j.place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS start_tag
      FROM (SELECT w.estimated_seconds, w.priority, w.place FROM generation_jobs w WHERE w.user_id = f.user_id AND w.gpu_class = f.gpu_class
        AND w.priority_class = f.priority_class AND w.status = 'pending' ORDER BY w.place LIMIT 101) j) t
    WHERE t.start_tag < start LIMIT 101) near;
  IF jobs > 100 THEN
    SELECT GREATEST(101, sum(g.jobs)), GREATEST(seconds, sum(g.jobs * g.pending_seconds / g.pending_jobs)) INTO jobs, seconds FROM (
      SELECT LEAST(f.pending_jobs, 1 + floor((start - f.head_start) / (f.head_finish - f.head_start)))::bigint AS jobs, f.pending_seconds, f.pending_jobs
      FROM flows f WHERE f.gpu_class = class AND f.priority_class = of_priority_class AND f.eligible AND f.head_start < start
        AND f.user_id <> owner ORDER BY f.head_start LIMIT 1000) g;
  END IF;
  IF of_priority_class = 'economy' THEN
    SELECT COALESCE(sum(f.pending_jobs), 0) AS jobs, COALESCE(sum(f.pending_seconds), 0) AS seconds INTO standard FROM flows f
      WHERE f.gpu_class = class AND f.priority_class = 'standard' AND f.pending_jobs > 0;
    jobs := jobs + standard.jobs;
    seconds := seconds + standard.seconds;
  END IF;
END $$;

-- Where waiting jobs of one user stand: jobs and GPU-seconds ahead of each. Jobs that do not wait are left out.
CREATE FUNCTION queue_positions(owner uuid, job_ids uuid[]) RETURNS TABLE (job_id uuid, jobs int, seconds bigint)
  LANGUAGE sql STABLE AS $$
  SELECT j.id, (own.jobs + others.jobs)::int, (own.seconds + others.seconds)::bigint
  FROM generation_jobs j
  JOIN flows f ON f.user_id = j.user_id AND f.gpu_class = j.gpu_class AND f.priority_class = j.priority_class
  CROSS JOIN LATERAL (
    SELECT count(*) AS jobs, COALESCE(sum(w.estimated_seconds), 0) AS seconds, COALESCE(sum(w.estimated_seconds::float8 / w.priority), 0) AS cost
    FROM generation_jobs w WHERE w.user_id = j.user_id AND w.gpu_class = j.gpu_class AND w.priority_class = j.priority_class
      AND w.status = 'pending' AND w.place < j.place) own
  CROSS JOIN LATERAL queue_ahead(owner, j.gpu_class, j.priority_class, f.head_start + own.cost) others
  WHERE j.id = ANY (job_ids) AND j.user_id = owner AND j.status = 'pending'
$$;

CALL callable_by('flow_push(uuid, text, text, uuid, int, int, int)', 'generation');
CALL callable_by('flows_reconsider(uuid)', 'generation_fn');
CALL callable_by('flow_advance(flows)', 'generation_fn');
CALL callable_by('flow_remove(generation_jobs)', 'generation_fn');
CALL callable_by('slot_release(uuid)', 'generation_fn');
CALL callable_by('running_limit_refresh(uuid)', 'payment_system');
CALL callable_by('lease_payload(generation_jobs)', 'generation_fn', 'generation_system');
CALL callable_by('job_lease(uuid, uuid)', 'generation_fn');
CALL callable_by('flow_lease_next(text, text, uuid)', 'generation_fn');
CALL callable_by('schedule_class(text, uuid[], int)', 'generation_system');
CALL callable_by('queue_positions(uuid, uuid[])', 'generation');
CALL callable_by('queue_ahead(uuid, text, text, double precision)', 'generation', 'generation_fn');
CALL runs_as('generation_fn', 'flow_push(uuid, text, text, uuid, int, int, int)');
CALL runs_as('generation_fn', 'flows_reconsider(uuid)');
CALL runs_as('generation_fn', 'flow_advance(flows)');
CALL runs_as('generation_fn', 'flow_remove(generation_jobs)');
CALL runs_as('generation_fn', 'slot_release(uuid)');
CALL runs_as('generation_fn', 'running_limit_refresh(uuid)');
CALL runs_as('generation_fn', 'lease_payload(generation_jobs)');
CALL runs_as('generation_fn', 'job_lease(uuid, uuid)');
CALL runs_as('generation_fn', 'flow_lease_next(text, text, uuid)');
CALL runs_as('generation_fn', 'schedule_class(text, uuid[], int)');
CALL runs_as('generation_fn', 'queue_ahead(uuid, text, text, double precision)');
