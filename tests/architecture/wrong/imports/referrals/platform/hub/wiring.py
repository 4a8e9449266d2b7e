import referrals.commands
import referrals.errors
import referrals.models
import referrals.queries
import referrals.words
from referrals.events import Event
