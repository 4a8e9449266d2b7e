from api import documents
from countyviews.queries import board
from people.models import Person
import motions.events
