from django.db import migrations

from townships.wall.sql import open_table, shared_table


class Migration(migrations.Migration):
    """A town writes and reads its own facts and changes none; places and head belong to the workers."""

    dependencies = [("outbox", "0001_initial"), ("townships", "0002_wall")]
    operations = [
        shared_table("outbox_fact", tenants="SELECT, INSERT", worker="SELECT"),
        shared_table("outbox_handledcommand", tenants="SELECT, INSERT, UPDATE", worker="SELECT, DELETE"),
        open_table("outbox_pending", tenants="INSERT", worker="SELECT, DELETE", operator="SELECT", public="SELECT"),
        open_table("outbox_placed", worker="SELECT, INSERT", operator="SELECT"),
        open_table("outbox_head", worker="SELECT, UPDATE", operator="SELECT", public="SELECT"),
        migrations.RunSQL(
            "INSERT INTO outbox_head (one, position) VALUES (true, 0);"
            "ALTER TABLE outbox_pending SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);"
            "CREATE INDEX fact_of_subject ON outbox_fact (tenant, subject, id);",
            migrations.RunSQL.noop,
        ),
    ]
