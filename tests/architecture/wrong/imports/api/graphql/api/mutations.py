from motions.models import Case
from motions.queries import case
from outbox.command import Receipt
from outbox.record import record
from people import rules
