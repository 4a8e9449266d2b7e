from motions import rules
from outbox.events import Event
from roster.queries import deputies
