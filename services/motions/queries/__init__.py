"""What may be seen of the cases, by whom. Every function takes a `viewer` and answers only what that viewer may see."""
from motions.queries.corrections import correctables
from motions.queries.cosigning import CosigningNext, cosigning, cosignings, cosignings_named, invited
from motions.queries.counted import FigureFilter, figure_records, figures_of, leaders, months_of, published, units_of
from motions.queries.days import due_if_handed_over, dues_if_handed_over, latest_replies
from motions.queries.desk import desk
from motions.queries.duties import deputies_to_help, duty_entries, duty_record
from motions.queries.handover import handover, handovers
from motions.queries.lists import OPEN, CaseFilter, Order, cases, categories
from motions.queries.lookbacks import look_back, look_backs
from motions.queries.numbers import numbers_in_use
from motions.queries.one import case, cases_named, file, phones, timeline, timelines, whole
from motions.queries.promises import PromiseFilter, promises, unpromised
from motions.queries.seen import own_subjects as own_subjects
from motions.queries.seen import titles as titles
from motions.queries.tellings import tellings, tellings_named
from motions.steps import NextStep

__all__ = [
    "OPEN", "CaseFilter", "CosigningNext", "FigureFilter", "NextStep", "Order", "PromiseFilter", "case", "cases", "cases_named", "categories",
    "correctables", "cosigning", "cosignings", "cosignings_named", "deputies_to_help", "desk", "due_if_handed_over", "dues_if_handed_over",
    "duty_entries", "duty_record", "figure_records", "figures_of", "file", "handover", "handovers", "invited", "latest_replies", "leaders",
    "look_back", "look_backs", "months_of", "numbers_in_use", "phones", "promises", "published", "tellings", "tellings_named", "timeline",
    "timelines", "units_of", "unpromised", "whole",
]  # fmt: skip
