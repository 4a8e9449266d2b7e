import time
from datetime import UTC, date, datetime, timedelta

from django.db import models
from django.utils import timezone

LATE = "SELECT id FROM motions_case WHERE due_on < CURRENT_DATE"
SENTENCE = "now() is a word in a sentence"


class Case(models.Model):
    made = models.DateTimeField(auto_now_add=True)
    opened = models.DateTimeField(default=timezone.now)
    given = models.DateTimeField()


def late(due_on: date, *, today: date) -> bool:
    return due_on < date.today() - timedelta(days=1) or today == datetime.now(UTC).date()


def moments():
    return timezone.now(), time.time(), datetime.utcnow(), time.monotonic()
