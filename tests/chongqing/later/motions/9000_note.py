"""Adds a column that may be empty: what an additive upgrade does."""
import pkgutil

from django.db import migrations, models

import motions.migrations


class Migration(migrations.Migration):
    dependencies = [("motions", max(module.name for module in pkgutil.iter_modules(motions.migrations.__path__)))]
    operations = [migrations.AddField("case", "margin_note", models.CharField(max_length=200, null=True))]
