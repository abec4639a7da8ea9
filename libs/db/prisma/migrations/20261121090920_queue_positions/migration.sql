SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

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

CALL callable_by('queue_positions(uuid, uuid[])', 'generation');
CALL callable_by('queue_ahead(uuid, text, text, double precision)', 'generation', 'generation_fn');
CALL runs_as('generation_fn', 'queue_ahead(uuid, text, text, double precision)');
