import roster.commands
import roster.errors
import roster.models
import roster.queries
import roster.words
from roster.events import Event
