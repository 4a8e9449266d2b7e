"""The words of this room's refusals. Those that motions has too say the same: a code means one thing everywhere."""
from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "wrong_state": _("This step is not open now: it stands at \"{state}\"."),
    "out_of_order": _("This cannot have happened before {day}."),
    "no_congress_above": _("Only a township's case can be reported upward here; the county takes its own cases up itself."),
    "county_only": _("This is the county's; a township receives nothing from below."),
    "county_deputy_unnamed": _("Say which county deputy takes it up."),
    "not_of_this_county": _("There is no such township in this county."),
    "no_town_government": _("Only a unit that is a township government can be connected with a town."),
    "town_connected_already": _("This town's government is another unit already."),
    "on_its_way": _("This is on its way to the county already."),
}
