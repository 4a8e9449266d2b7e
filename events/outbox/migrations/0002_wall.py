from django.db import migrations

from townships.wall.sql import WORKER, open_table, secure, shared_table

#: A month's ids: the months since 2000, then 32 bits (1,600 facts a second for a whole month).
FIRST_ID = "(extract(year FROM {day}) * 12 + extract(month FROM {day}) - 24001)::bigint << 32"

FIRST_ID_OF = f"""
CREATE FUNCTION outbox_first_id(day date) RETURNS bigint LANGUAGE sql IMMUTABLE RETURN {FIRST_ID.format(day="day")};
"""

# A new table is filled into its place by ATTACH: writers and readers of the log go on meanwhile, which CREATE … PARTITION OF does not let them.
# What must be unique is so within a month: an index over all months would have to begin with the id.
KEEP_MONTHS = f"""
CREATE FUNCTION outbox_keep_months(ahead integer, today date DEFAULT (now() AT TIME ZONE 'UTC')::date) RETURNS SETOF date
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    this date := date_trunc('month', today)::date;
    made date;
    part text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('outbox.months'));
    FOR made IN SELECT generate_series(this, this + make_interval(months => ahead), interval '1 month')::date LOOP
        part := 'outbox_fact_' || to_char(made, 'YYYY_MM');
        CONTINUE WHEN to_regclass('public.' || part) IS NOT NULL;
        EXECUTE format(
            'CREATE TABLE public.%1$I (LIKE public.outbox_fact INCLUDING INDEXES);'
            'CREATE UNIQUE INDEX ON public.%1$I (event_id);'
            'CREATE UNIQUE INDEX ON public.%1$I (tenant, subject, incarnation, version);'
            '{secure("public.%1$I").replace("'", "''")}'
            'ALTER TABLE public.outbox_fact ATTACH PARTITION public.%1$I FOR VALUES FROM (%2$s) TO (%3$s)',
            part, outbox_first_id(made), outbox_first_id((made + interval '1 month')::date)
        );
        RETURN NEXT made;
    END LOOP;
    PERFORM setval('outbox_fact_id_seq', outbox_first_id(this), false)
    FROM outbox_fact_id_seq WHERE last_value < outbox_first_id(this);
END $$;
REVOKE ALL ON FUNCTION outbox_keep_months(integer, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION outbox_keep_months(integer, date) TO {WORKER};
"""

# The places go first, for nobody waits for that; the table goes last, or not at all while somebody is using it.
DROP_MONTH = f"""
CREATE FUNCTION outbox_drop_month(month date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '1s' AS $$
DECLARE
    begins bigint := outbox_first_id(month);
    ends bigint := outbox_first_id((month + interval '1 month')::date);
BEGIN
    IF ends > (SELECT last_value FROM outbox_fact_id_seq) THEN
        RAISE EXCEPTION 'the month % is still written to', month;
    END IF;
    DELETE FROM outbox_placed WHERE fact_id >= begins AND fact_id < ends;
    EXECUTE format('LOCK TABLE public.%I', 'outbox_fact_' || to_char(month, 'YYYY_MM'));
    IF EXISTS (SELECT FROM outbox_pending WHERE fact_id >= begins AND fact_id < ends) THEN
        RAISE EXCEPTION 'facts of % wait for their place', month;
    END IF;
    EXECUTE format('DROP TABLE public.%I', 'outbox_fact_' || to_char(month, 'YYYY_MM'));
END $$;
REVOKE ALL ON FUNCTION outbox_drop_month(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION outbox_drop_month(date) TO {WORKER};
"""


#: What of a fact is not for its town alone.
TRAVELS = "id, event_id, tenant, county, subject, incarnation, version, type, audience, envelope, recorded"


class Migration(migrations.Migration):
    """A town writes and reads its own facts and changes none; places and head belong to the workers."""

    dependencies = [("outbox", "0001_initial"), ("townships", "0002_wall")]
    operations = [
        shared_table("outbox_fact", tenants="SELECT, INSERT", worker=f"SELECT ({TRAVELS})"),
        shared_table("outbox_handledcommand", tenants="SELECT, INSERT, UPDATE", worker="SELECT, DELETE"),
        open_table("outbox_pending", tenants="INSERT", worker="SELECT, DELETE", operator="SELECT", public="SELECT"),
        open_table("outbox_placed", worker="SELECT, INSERT", operator="SELECT"),
        open_table("outbox_head", worker="SELECT, UPDATE", operator="SELECT", public="SELECT"),
        migrations.RunSQL(
            "INSERT INTO outbox_head (one, position) VALUES (true, 0);"
            "ALTER TABLE outbox_pending SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(FIRST_ID_OF, "DROP FUNCTION outbox_first_id(date)"),
        migrations.RunSQL(KEEP_MONTHS, "DROP FUNCTION outbox_keep_months(integer, date)"),
        migrations.RunSQL(DROP_MONTH, "DROP FUNCTION outbox_drop_month(date)"),
    ]
