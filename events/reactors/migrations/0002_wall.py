from django.db import migrations

from townships.wall.sql import open_table


class Migration(migrations.Migration):
    """The inboxes are the workers'."""

    dependencies = [("reactors", "0001_initial"), ("townships", "0002_wall")]
    operations = [open_table("reactors_inbox", worker="SELECT, INSERT", operator="SELECT")]
