from django.db import OperationalError, connection
from django.db.models import Count, TextChoices

from motions.models import Case


def cases():
    return Case.objects.select_related("term").annotate(Count("id"))
