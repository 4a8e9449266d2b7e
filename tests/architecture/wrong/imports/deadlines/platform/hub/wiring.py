import deadlines.commands
import deadlines.errors
import deadlines.models
import deadlines.queries
import deadlines.words
from deadlines.events import Event
import deadlines.clock
