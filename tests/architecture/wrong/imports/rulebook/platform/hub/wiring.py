import rulebook.commands
import rulebook.errors
import rulebook.models
import rulebook.queries
import rulebook.words
from rulebook.events import Event
