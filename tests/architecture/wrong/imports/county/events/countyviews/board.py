from motions.events import CaseFacts
from motions.queries import published
import roster.models
