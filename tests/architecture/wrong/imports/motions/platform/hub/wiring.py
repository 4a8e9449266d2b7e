import motions.commands
import motions.errors
import motions.models
import motions.queries
import motions.words
from motions.events import Event
