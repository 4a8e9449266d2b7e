from django.db import migrations

from townships.wall.sql import COMMON, OPERATOR, WORKER, open_table, policies

COUNTY_OF = "(SELECT t.county_schema FROM townships_tenant t WHERE t.schema_name = {role})"
MINE = "county = " + COUNTY_OF.format(role='current_user::text COLLATE "default"')
ASKING = "current_setting('role')"

# Under row-level security the planner may not use the token index: `@@` is not leakproof, so the policy comes first, on every row. This
# function, the migrator's, may; it answers row numbers of the asking role's own county only, and what is read by them passes the policy again.
MATCHES = f"""
CREATE FUNCTION countysearch_matches(of_index text, of_county text, wanted tsquery) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER ROWS 200
SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off SET work_mem = '64MB'
AS $$
    SELECT d.row FROM public.countysearch_document d
    WHERE d.index_id = of_index AND d.county = of_county AND d.tokens @@ wanted
    AND of_county = CASE WHEN {ASKING} IN ('none', '{WORKER}', '{OPERATOR}') THEN of_county ELSE {COUNTY_OF.format(role=ASKING)} END
$$;
REVOKE ALL ON FUNCTION countysearch_matches(text, text, tsquery) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION countysearch_matches(text, text, tsquery) TO {COMMON}, {WORKER}, {OPERATOR};
"""

# BM25's weight of a token that stands in a text, between 0 and 1 (k1 1.2, b 0.75); inlined by the planner.
WEIGHT = """
CREATE FUNCTION countysearch_weight(body text, token text, average float8) RETURNS float8 LANGUAGE sql IMMUTABLE
RETURN 1 - 1 / (1 + (octet_length(body) - octet_length(replace(body, token, '')))::float8
                    / octet_length(token) / (0.3 + 0.9 * length(body) / average));
"""


def of_county(table: str):
    return policies(
        table,
        f"CREATE POLICY wall ON {table} FOR SELECT TO {COMMON} USING ({MINE})",
        tenants="SELECT", worker="SELECT, INSERT, UPDATE, DELETE", operator="SELECT",
    )


class Migration(migrations.Migration):
    """A town reads the documents of its own county and writes none; the indexer writes."""

    dependencies = [("countysearch", "0001_initial"), ("townships", "0002_wall")]
    operations = [
        open_table("countysearch_index", tenants="SELECT", worker="SELECT, INSERT, UPDATE, DELETE", operator="SELECT"),
        of_county("countysearch_document"),
        of_county("countysearch_frequency"),
        of_county("countysearch_measure"),
        migrations.RunSQL(MATCHES, "DROP FUNCTION countysearch_matches(text, text, tsquery)"),
        migrations.RunSQL(WEIGHT, "DROP FUNCTION countysearch_weight(text, text, float8)"),
    ]
