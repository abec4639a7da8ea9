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

CALL callable_by('flow_push(uuid, text, text, uuid, int, int, int)', 'generation');
CALL callable_by('flows_reconsider(uuid)', 'generation_fn');
CALL callable_by('flow_advance(flows)', 'generation_fn');
CALL callable_by('flow_remove(generation_jobs)', 'generation_fn');
CALL callable_by('slot_release(uuid)', 'generation_fn');
CALL callable_by('running_limit_refresh(uuid)', 'payment_system');
CALL runs_as('generation_fn', 'flow_push(uuid, text, text, uuid, int, int, int)');
CALL runs_as('generation_fn', 'flows_reconsider(uuid)');
CALL runs_as('generation_fn', 'flow_advance(flows)');
CALL runs_as('generation_fn', 'flow_remove(generation_jobs)');
CALL runs_as('generation_fn', 'slot_release(uuid)');
CALL runs_as('generation_fn', 'running_limit_refresh(uuid)');
