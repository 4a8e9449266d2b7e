from django.db import migrations

from townships.wall.sql import COMMON, MINE, PUBLIC, open_table, policies

MEMBER = f"EXISTS (SELECT FROM people_membership m WHERE m.person_id = people_person.id AND m.{MINE})"
OPERATORS = "EXISTS (SELECT FROM people_membership m WHERE m.person_id = people_person.id AND m.tenant = 'public')"


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
        open_table("django_session", public="SELECT, INSERT, UPDATE, DELETE"),
    ]
