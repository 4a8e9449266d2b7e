from django.db import migrations

from townships.wall.sql import COMMON, MINE, PUBLIC, policies

#: Nobody writes an entry into the past, where it could be taken away at once, or into the future.
FRESH = "at BETWEEN now() - interval '1 hour' AND now() + interval '1 hour'"

# Rights hold the web's roles; the triggers hold everybody, the owner and the administrator too.
KEPT = """
CREATE FUNCTION audit_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' AND TG_LEVEL = 'ROW' THEN
        IF OLD.at < now() - interval '6 months' THEN RETURN OLD; END IF;
    END IF;
    RAISE EXCEPTION 'the record of sign-ins and access is never changed, and kept for six months' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_kept();
CREATE TRIGGER kept_whole BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit_kept();
"""


class Migration(migrations.Migration):
    """A congress writes and reads its own entries, the front door the platform's; the worker takes away what is past its time. Nobody changes any."""

    dependencies = [("audit", "0001_initial"), ("townships", "0002_wall")]
    operations = [
        policies(
            "audit_entry",
            f"CREATE POLICY wall ON audit_entry FOR SELECT TO {COMMON} USING ({MINE})",
            f"CREATE POLICY note ON audit_entry FOR INSERT TO {COMMON} WITH CHECK ({MINE} AND {FRESH})",
            f"CREATE POLICY front ON audit_entry FOR SELECT TO {PUBLIC} USING (tenant = 'public')",
            f"CREATE POLICY front_note ON audit_entry FOR INSERT TO {PUBLIC} WITH CHECK (tenant = 'public' AND {FRESH})",
            tenants="SELECT, INSERT", worker="SELECT, INSERT, DELETE", operator="SELECT, INSERT", public="SELECT, INSERT",
        ),
        migrations.RunSQL(KEPT, "DROP FUNCTION audit_kept() CASCADE"),
    ]
