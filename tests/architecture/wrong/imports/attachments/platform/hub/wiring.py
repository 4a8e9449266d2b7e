import attachments.commands
import attachments.errors
import attachments.models
import attachments.queries
from attachments.events import Event
