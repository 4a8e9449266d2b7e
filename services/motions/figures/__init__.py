"""The figures of a period, computed from `CaseFacts` alone: a town counts its own rows with it, the county what its towns sent.

办复, 办结 and 办成 are different numbers, each with a base of its own. Every figure is the records behind it, so that it opens.
"""
from motions.figures.behind import FIGURES, Counted, Counting, Figure, Record, behind
from motions.figures.chosen import Chosen, choose
from motions.figures.counted import Days, Figures, Ratings, Share, days_of, figures
from motions.figures.monthly import Dated, DatedReply, Month, by_month
from motions.figures.units import OF_UNIT, by_unit

__all__ = [
    "FIGURES", "OF_UNIT", "Chosen", "Counted", "Counting", "Dated", "DatedReply", "Days", "Figure", "Figures", "Month", "Ratings", "Record", "Share",
    "behind", "by_month", "by_unit",
    "choose", "days_of", "figures",
]  # fmt: skip
