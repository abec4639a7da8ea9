-- Tools of the migrations themselves. Roles carry the environment in their names (dev_ledger, prod_ledger), these files do not:
-- the environment is the first word of the schema that is being migrated.
SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

CREATE FUNCTION env_role(role_name text) RETURNS text
  LANGUAGE sql STABLE AS $$ SELECT split_part(current_schema(), '_', 1) || '_' || role_name $$;

-- Who is calling: set by set_config('app.user_id', …, true) at the start of a request's transaction; '' or unset means nobody.
CREATE FUNCTION app_user_id() RETURNS uuid
  LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT NULLIF(current_setting('app.user_id', true), '')::uuid $$;

CREATE PROCEDURE protect(VARIADIC table_names text[]) LANGUAGE plpgsql AS $$
DECLARE table_name text;
BEGIN
  FOREACH table_name IN ARRAY table_names LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', table_name);
  END LOOP;
END $$;

-- Rows belong to the user in `owner_column`: nobody else reads or writes them.
CREATE PROCEDURE tenant_rows(table_name text, owner_column text DEFAULT 'user_id') LANGUAGE plpgsql AS $$
BEGIN
  CALL protect(table_name);
  EXECUTE format('CREATE POLICY own ON %I USING (%I = app_user_id()) WITH CHECK (%I = app_user_id())',
    table_name, owner_column, owner_column);
END $$;

-- A role of the system (background work, owner of functions) sees every row of these tables; what it may do is its grants' work.
CREATE PROCEDURE every_row_for(role_name text, VARIADIC table_names text[]) LANGUAGE plpgsql AS $$
DECLARE table_name text;
BEGIN
  FOREACH table_name IN ARRAY table_names LOOP
    EXECUTE format('CREATE POLICY %I ON %I TO %I USING (true) WITH CHECK (true)', role_name, table_name, env_role(role_name));
  END LOOP;
END $$;

CREATE PROCEDURE allow(role_name text, privileges text, VARIADIC table_names text[]) LANGUAGE plpgsql AS $$
DECLARE table_name text;
BEGIN
  FOREACH table_name IN ARRAY table_names LOOP
    EXECUTE format('GRANT %s ON %I TO %I', privileges, table_name, env_role(role_name));
  END LOOP;
END $$;

-- Says who may call a function and, for SECURITY DEFINER ones, whose rights it runs with.
CREATE PROCEDURE callable_by(signature text, VARIADIC role_names text[]) LANGUAGE plpgsql AS $$
DECLARE role_name text;
BEGIN
  EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', signature);
  FOREACH role_name IN ARRAY role_names LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', signature, env_role(role_name));
  END LOOP;
END $$;

CREATE PROCEDURE runs_as(role_name text, signature text) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER FUNCTION %s OWNER TO %I', signature, env_role(role_name));
END $$;

-- UUID version 7 (RFC 9562) for rows that SQL functions make: they sort by time.
CREATE FUNCTION uuid_v7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
  SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
    PLACING substring(int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid
$$;

-- RFC 3339, UTC, milliseconds: the one form of a time on the wire.
CREATE FUNCTION wire_time(at timestamptz) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$;

-- Functions that write for another owner refuse a user who is not the one of this transaction.
CREATE FUNCTION refuse_other_user(owner uuid) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF app_user_id() IS NOT NULL AND app_user_id() <> owner THEN
    RAISE EXCEPTION 'the transaction belongs to another user' USING ERRCODE = '42501';
  END IF;
END $$;
