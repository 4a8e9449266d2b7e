import psycopg
from django.utils import timezone

import time
from outbox.record import record
from roster.queries import deputies
from townships.context import current_tenant
from townships.errors import RuleBroken
