import notices.commands
import notices.errors
import notices.models
import notices.queries
import notices.words
from notices.events import Event
