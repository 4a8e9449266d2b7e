from django.db import migrations

from townships.wall.sql import open_table

SHOWN = "SELECT (id, consumer, tenant, subject, error, attempts, parked)"


class Migration(migrations.Migration):
    """Positions and parked messages are the workers'; the status page may count them, not read them."""

    dependencies = [("bus", "0001_initial"), ("townships", "0002_wall")]
    operations = [
        open_table("bus_position", worker="SELECT, INSERT, UPDATE, DELETE", operator="SELECT", public="SELECT"),
        open_table("bus_parked", worker="SELECT, INSERT, UPDATE, DELETE", operator="SELECT", public=SHOWN),
    ]
