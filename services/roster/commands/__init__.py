"""Every verb of the roster. The clerk's, all of them."""
from roster.commands.deputies import change_deputy, end_mandate, resume_deputy, seat_deputy, suspend_deputy
from roster.commands.groups import change_group, form_group
from roster.commands.office import set_office
from roster.commands.presidium import seat_presidium, unseat_presidium
from roster.commands.terms import add_district, add_session, add_village, change_session, open_term
from roster.commands.units import assign_unit_person, change_unit, close_unit, open_unit, relieve_unit_person

__all__ = [
    "add_district", "add_session", "add_village", "assign_unit_person", "change_deputy", "change_group", "change_session", "change_unit",
    "close_unit", "end_mandate", "form_group", "open_term", "open_unit", "relieve_unit_person", "resume_deputy", "seat_deputy",
    "seat_presidium", "set_office", "suspend_deputy", "unseat_presidium",
]  # fmt: skip
