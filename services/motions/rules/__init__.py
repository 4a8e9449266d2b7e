"""What may happen to a case, and what follows from it. Pure: plain values in, a value out or `RuleBroken`."""
from motions.rules.allowed import (
    in_order,
    is_his,
    is_removable,
    may_act,
    may_ask_for_call,
    may_ask_for_time,
    may_attach,
    may_conclude,
    may_decide_on_time,
    may_draft,
    may_judge_draft,
    may_name_key,
    may_note_call,
    may_rate,
    may_remove,
    may_reply,
    may_rework,
    may_take,
    may_take_part,
    may_withdraw,
    next_stage,
    not_through_the_unit,
    replied_by,
    to_remind,
    within_relief_window,
)
from motions.rules.carried import answering, carried_out_on, charged, reply_of
from motions.rules.correcting import check_between, check_changes, check_consent
from motions.rules.cosigning import (
    CosigningStep,
    Number,
    check_complete,
    check_invited,
    invitation_of,
    is_open,
    lapses_at,
    leads,
    may_answer,
    may_file,
    may_lead,
    signers,
    signs_for_others,
)
from motions.rules.drawing import check_sample, draw, needs_new_promise
from motions.rules.numbers import chinese, government_of, number_of
from motions.rules.parts import (
    before_cut_off,
    check_later,
    check_merge,
    check_parts,
    check_proposers,
    check_sheets,
    check_signers,
    check_successor,
    check_units,
    check_votes,
)
from motions.rules.promises import check_promised_for, may_promise, may_take_promise, promising, unpromised
from motions.rules.resolution import (
    check_charge,
    has_committees,
    is_adopted,
    may_ask_withdrawal,
    may_charge,
    may_decide_withdrawal,
    may_vote,
)
from motions.rules.state import DERIVED, dissatisfied, settled, state_of, wants_deliberation, wants_rework
from motions.rules.table import (
    AFTER_REPLY,
    ANSWERING,
    ANY_TIME,
    OF_COUNTIES,
    OF_TOWNSHIPS,
    PART_STEPS,
    PROMISE_STEPS,
    ROUNDS,
    STEPS,
    PartTransition,
    Step,
    Transition,
)

__all__ = [
    "AFTER_REPLY", "ANSWERING", "ANY_TIME", "DERIVED", "OF_COUNTIES", "OF_TOWNSHIPS", "PART_STEPS", "PROMISE_STEPS", "ROUNDS", "STEPS",
    "CosigningStep", "Number", "PartTransition", "Step", "Transition", "answering", "before_cut_off", "carried_out_on", "charged", "check_between",
    "check_changes", "check_charge", "check_complete", "check_consent", "check_invited", "check_later", "check_merge", "check_parts",
    "check_promised_for", "check_proposers", "check_sample", "check_sheets", "check_signers", "check_successor", "check_units", "check_votes",
    "chinese", "dissatisfied", "draw", "government_of", "has_committees", "in_order", "invitation_of", "is_adopted", "is_his", "is_open",
    "is_removable", "lapses_at", "leads", "may_act", "may_answer", "may_ask_for_call", "may_ask_for_time", "may_ask_withdrawal", "may_attach",
    "may_charge", "may_conclude", "may_decide_on_time", "may_decide_withdrawal", "may_draft", "may_file", "may_judge_draft", "may_lead",
    "may_name_key", "may_note_call", "may_promise", "may_rate", "may_remove", "may_reply", "may_rework", "may_take", "may_take_part",
    "may_take_promise", "may_vote", "may_withdraw", "needs_new_promise", "next_stage", "not_through_the_unit", "number_of", "promising",
    "replied_by", "reply_of", "settled", "signers", "signs_for_others", "state_of", "to_remind", "unpromised", "wants_deliberation", "wants_rework",
    "within_relief_window",
]  # fmt: skip
