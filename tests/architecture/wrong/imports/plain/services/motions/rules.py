from motions import events
from motions.models import Case
