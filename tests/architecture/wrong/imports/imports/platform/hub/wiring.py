import imports.commands
import imports.errors
import imports.models
import imports.queries
import imports.words
from imports.events import Event
