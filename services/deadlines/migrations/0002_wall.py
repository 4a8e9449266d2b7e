from django.db import migrations

from townships.wall.sql import open_table, shared_table


class Migration(migrations.Migration):
    """A town writes its own deadlines; the clock looks for overdue ones in all and writes as the town. The operator announces years."""

    dependencies = [("deadlines", "0001_initial"), ("townships", "0002_wall")]
    operations = [
        shared_table("deadlines_deadline", tenants="SELECT, INSERT, UPDATE", worker="SELECT", operator="SELECT"),
        open_table(
            "deadlines_announcedyear", tenants="SELECT", worker="SELECT, UPDATE", operator="SELECT, INSERT, UPDATE", public="SELECT",
        ),
    ]
