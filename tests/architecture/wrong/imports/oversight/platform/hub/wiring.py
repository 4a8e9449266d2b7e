import oversight.commands
import oversight.errors
import oversight.models
import oversight.queries
import oversight.words
from oversight.events import Event
