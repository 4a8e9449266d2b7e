-- Run once for each cluster by its administrator, again after every change: every statement may be repeated.
-- Logins with the least that each needs (docs/security.md). Passwords are set by whoever runs this, never here.
DO $$
DECLARE wanted record;
BEGIN
    FOR wanted IN SELECT * FROM (VALUES
        ('townships_migrator', 'LOGIN CREATEROLE'),           -- owns every table; opens and upgrades towns; never on a web host
        ('townships_web',      'LOGIN NOINHERIT'),            -- becomes a town's role per request, townships_public outside of any
        ('townships_worker',   'LOGIN NOINHERIT BYPASSRLS'),  -- sequencer, relay, projector, indexer, clock
        ('townships_operator', 'LOGIN NOINHERIT BYPASSRLS'),  -- status, reconcile, tokens, memberships
        ('tenant_common',      'NOLOGIN'),                    -- what every town's role may do with shared tables
        ('townships_public',   'NOLOGIN')                     -- what a web process may do before it knows the town
    ) AS w(name, options) LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name) THEN
            EXECUTE format('CREATE ROLE %I', wanted.name);
        END IF;
        EXECUTE format('ALTER ROLE %I %s', wanted.name, wanted.options);
        EXECUTE format('ALTER ROLE %I SET timezone = ''UTC''', wanted.name);
    END LOOP;
END $$;
-- A page never waits longer for one statement; what is beyond it is told as a time limit.
ALTER ROLE townships_web SET statement_timeout = '5s';
GRANT townships_public TO townships_web;
GRANT tenant_common TO townships_migrator WITH ADMIN OPTION;
