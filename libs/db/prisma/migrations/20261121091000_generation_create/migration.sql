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
