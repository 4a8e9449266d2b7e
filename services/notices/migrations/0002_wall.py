from django.db import migrations

from townships.wall.sql import shared_table

OWN = "SELECT, INSERT, UPDATE"


class Migration(migrations.Migration):
    """A congress's own; the worker sends what is due for all of them, and the operator sees how that goes, not what it says."""

    dependencies = [("notices", "0001_initial"), ("townships", "0002_wall")]
    operations = [
        shared_table("notices_choice", tenants=OWN, worker="SELECT", operator=""),
        shared_table("notices_notice", tenants=OWN, worker="SELECT", operator=""),
        shared_table("notices_message", tenants=OWN, worker="SELECT, UPDATE", operator="SELECT (id, tenant, channel, state, tries, made, next_at, sent_at, error)"),
        shared_table("notices_feed", tenants=OWN, operator=""),
        shared_table("notices_call", tenants="SELECT, INSERT", operator=""),
    ]
