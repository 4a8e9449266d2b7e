-- Run once in the new database by the cluster's administrator; may be repeated.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO tenant_common, townships_public, townships_web, townships_worker, townships_operator;
-- One statement could otherwise become another town by set_config('role', …).
REVOKE EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) TO townships_migrator;
