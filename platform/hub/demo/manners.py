"""How each kind of town goes about its work: the numbers behind "diligent", "late" or "on paper"."""

from types import MappingProxyType

import msgspec


class Manners(msgspec.Struct, frozen=True, kw_only=True):
    """`meeting` and `slip` count workdays to the hand-over (after the session's close, after approval).

    `reply_days` and `late_days` count calendar days from the hand-over; shares are of all cases or all ratings. `heard`: every unit speaks with
    its deputies before it answers.
    """

    suggestions: tuple[int, int]
    meeting: int
    slip: tuple[int, int] = (1, 2)
    reply_days: tuple[int, int] = (32, 72)
    late_days: tuple[int, int] = (105, 200)
    late_share: float = 0.0
    dissatisfied_share: float = 0.0
    basically_share: float = 0.28
    no_feedback_share: float = 0.0
    refused_share: float = 0.0
    relief_share: float = 0.0
    on_behalf_share: float = 0.2
    heard: bool = False
    on_paper: bool = False
    late_hand_over: bool = False
    seasons: tuple[str, ...] = ("spring", "autumn", "recent", "latest", "between", "spring", "recent", "autumn")


MANNERS = MappingProxyType({
    "gouyuan": Manners(suggestions=(32, 32), meeting=10, reply_days=(20, 46), basically_share=0.22, heard=True),
    "diligent": Manners(suggestions=(8, 10), meeting=8, reply_days=(16, 45), basically_share=0.18, heard=True),
    "ordinary": Manners(
        suggestions=(5, 8), meeting=12, dissatisfied_share=0.05, no_feedback_share=0.1, refused_share=0.12, relief_share=0.1
    ),
    "late_hand_over": Manners(suggestions=(6, 7), late_hand_over=True, meeting=38, slip=(24, 32), no_feedback_share=0.1, refused_share=0.12),
    "late_reply": Manners(suggestions=(7, 8), meeting=12, late_share=0.7, late_days=(120, 400), relief_share=0.1, basically_share=0.4),
    "dissatisfied": Manners(suggestions=(6, 8), meeting=12, dissatisfied_share=0.5, basically_share=0.4),
    "silent": Manners(suggestions=(5, 5), meeting=12, no_feedback_share=0.4, seasons=("spring", "spring", "spring", "between")),
    "paper": Manners(suggestions=(7, 7), meeting=12, on_behalf_share=1.0, on_paper=True),
    "new": Manners(suggestions=(4, 4), meeting=12, seasons=("autumn", "autumn", "recent", "recent")),
    "county": Manners(suggestions=(7, 7), meeting=12, reply_days=(35, 74), heard=True),
})  # fmt: skip
