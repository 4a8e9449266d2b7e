from django.db import migrations

from townships.wall.sql import COMMON, MINE, PUBLIC, open_table, policies

MEMBER = f"EXISTS (SELECT FROM people_membership m WHERE m.person_id = people_person.id AND m.{MINE})"
OPERATORS = "EXISTS (SELECT FROM people_membership m WHERE m.person_id = people_person.id AND m.tenant = 'public')"

# A town may not see where else its people are something; but a password opens all of it, so this one question is answered, about its own people.
ELSEWHERE = f"""
CREATE FUNCTION people_elsewhere(who uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.people_membership m WHERE m.person_id = who AND m.tenant = current_setting('role'))
       AND EXISTS (SELECT FROM public.people_membership m WHERE m.person_id = who AND m.tenant <> current_setting('role')
                   AND (m.valid_to IS NULL OR m.valid_to >= current_date))
$$;
REVOKE ALL ON FUNCTION people_elsewhere(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_elsewhere(uuid) TO {COMMON};
"""


class Migration(migrations.Migration):
    """A town sees the people who are something there; it may add one, and becomes able to see him by giving him a membership."""

    dependencies = [("people", "0001_initial"), ("townships", "0002_wall"), ("sessions", "0001_initial")]
    operations = [
        policies(
            "people_membership",
            f"CREATE POLICY wall ON people_membership TO {COMMON} USING ({MINE}) WITH CHECK ({MINE})",
            f"CREATE POLICY front ON people_membership FOR SELECT TO {PUBLIC} USING (tenant = 'public')",
            tenants="SELECT, INSERT, UPDATE", operator="SELECT, INSERT, UPDATE", public="SELECT", worker="SELECT",
        ),
        policies(
            "people_person",
            f"CREATE POLICY members ON people_person FOR SELECT TO {COMMON} USING ({MEMBER})",
            f"CREATE POLICY own_members ON people_person FOR UPDATE TO {COMMON} USING ({MEMBER})",
            f"CREATE POLICY enrol ON people_person FOR INSERT TO {COMMON} WITH CHECK (true)",
            f"CREATE POLICY front ON people_person FOR SELECT TO {PUBLIC} USING ({OPERATORS})",
            f"CREATE POLICY front_sign_in ON people_person FOR UPDATE TO {PUBLIC} USING ({OPERATORS})",
            tenants="SELECT, INSERT, UPDATE", operator="SELECT, INSERT, UPDATE", public="SELECT, UPDATE (last_login, password)", worker="SELECT",
        ),
        migrations.RunSQL(ELSEWHERE, "DROP FUNCTION people_elsewhere(uuid)"),
        open_table("django_session", public="SELECT, INSERT, UPDATE, DELETE"),
    ]
