from django.db import migrations

from townships.wall.sql import open_table


class Migration(migrations.Migration):
    dependencies = [("townships", "0001_initial")]
    operations = [
        open_table("townships_tenant", tenants="SELECT", public="SELECT", worker="SELECT", operator="SELECT"),
        open_table("townships_domain", tenants="SELECT", public="SELECT", worker="SELECT", operator="SELECT"),
        open_table("townships_designation", tenants="SELECT", public="SELECT", worker="SELECT", operator="SELECT"),
    ]
