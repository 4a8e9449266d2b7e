import guidance.commands
import guidance.errors
import guidance.models
import guidance.queries
import guidance.words
from guidance.events import Event
