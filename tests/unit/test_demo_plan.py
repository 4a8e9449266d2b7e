"""The demonstration's plan: the numbers that the essay's town names, and a year that every rule would let pass."""

import unicodedata
from calendar import monthrange
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise

import msgspec
import pytest
from pypinyin import lazy_pinyin

from hub.demo.content import bank, gouyuan_matters
from hub.demo.days import workday_from, workdays_after
from hub.demo.people import FEMALE_SECOND, MALE_SECOND
from hub.demo.plan import calls, year_plan
from hub.demo.shapes import Affair, Congress, CountyPlan, Step
from townships.divisions import villages_of

DAYS = [
    date(2026, 1, 15), date(2026, 2, 20), date(2026, 6, 30), date(2026, 10, 3), date(2026, 11, 24), date(2027, 3, 1), date(2028, 2, 29),
]  # fmt: skip
GOUYUAN = "610981117"
REAL_NAMES = {"wangdingji", "zhangligui", "lucaijiang", "kechangyuan"}
TITLE, LINE, TEXT = 100, 200, 5000


@pytest.fixture(scope="module", params=DAYS, ids=str)
def plan(request: pytest.FixtureRequest) -> CountyPlan:
    return year_plan(request.param, seed=request.param.toordinal() % 5)


@pytest.fixture
def gouyuan(plan: CountyPlan) -> Congress:
    return town(plan, "gouyuan")


def town(plan: CountyPlan, slug: str) -> Congress:
    return next(town for town in plan.towns if town.slug == slug)


def everybody(plan: CountyPlan) -> tuple[Congress, ...]:
    return *plan.towns, plan.county


def affairs(plan: CountyPlan) -> list[tuple[Congress, Affair]]:
    return [(congress, affair) for congress in everybody(plan) for affair in (*congress.cases, *congress.supervisions)]


def steps_of(affair: Affair, *kinds: str) -> list[Step]:
    return [step for step in affair.steps if step.kind in kinds]


def day_of(affair: Affair, kind: str) -> date:
    return steps_of(affair, kind)[0].at.date()


def months_later(day: date, months: int) -> date:
    """The same day of the later month or its last day (民法典 第二百零二条)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for part in value.values() for text in texts(part)]
    if isinstance(value, list | tuple):
        return [text for part in value for text in texts(part)]
    return []


# ---------------------------------------------------------------- the same again, and another day


def test_the_same_seed_and_day_give_the_same_plan():
    first, second = (msgspec.json.encode(year_plan(date(2026, 11, 24), seed=7)) for _ in range(2))

    assert first == second


def test_another_seed_gives_another_year():
    assert year_plan(date(2026, 11, 24), seed=1).people != year_plan(date(2026, 11, 24), seed=2).people


def test_another_day_shifts_the_dates_and_keeps_the_people():
    early, late = year_plan(date(2026, 11, 24)), year_plan(date(2027, 3, 1))

    assert early.people == late.people
    shift = town(late, "gouyuan").sessions[0].opened - town(early, "gouyuan").sessions[0].opened
    assert timedelta(days=80) < shift < timedelta(days=115)


# ---------------------------------------------------------------- Gouyuan, by number


def test_gouyuan_has_its_seven_real_villages_and_a_deputy_group_in_each(gouyuan):
    names = [village.name for village in villages_of(GOUYUAN)]

    assert [village.name for village in gouyuan.villages] == names
    assert len(names) == 7
    assert [group.name for group in gouyuan.groups] == [f"{name}代表小组" for name in names]


def test_gouyuan_has_47_deputies_and_5_of_the_county_of_whom_2_hold_both_mandates(plan, gouyuan):
    own = {deputy.person for deputy in gouyuan.deputies if deputy.until is None}
    of_county = {deputy.person for deputy in plan.county.deputies if deputy.group == "构元镇代表小组"}

    assert (len(own), len(of_county), len(own & of_county), len(own | of_county)) == (47, 5, 2, 50)


def test_gouyuans_32_suggestions_are_concluded_in_legal_time(plan, gouyuan):
    assert len(gouyuan.cases) == 32
    for case in gouyuan.cases:
        handed_over, reply = day_of(case, "hand_over"), day_of(case, "reply")
        assert reply <= months_later(handed_over, 3)
        assert case.steps[-1].kind in ("rate", "make_promise", "keep_promise")
        assert rated_by_everybody(case)
        assert case.steps[-1].at.date() < plan.as_of


def reworks(case: Affair) -> list[datetime]:
    """When the rule orders the case to be handled again: somebody is dissatisfied, and the last of the proposers has spoken."""
    proposers = case.steps[0].arguments.get("proposers", [])
    spoken = steps_of(case, "rate")[: len(proposers)]
    dissatisfied = any(step.arguments["result"] == "dissatisfied" for step in spoken)
    return [spoken[-1].at] if dissatisfied and len(spoken) == len(proposers) else []


def rated_by_everybody(case: Affair) -> bool:
    proposers = case.steps[0].arguments["proposers"]
    delivered = max(index for index, step in enumerate(case.steps) if step.kind == "deliver")
    rated = [rater(step) for step in case.steps[delivered:] if step.kind == "rate"]
    return sorted(rated) == sorted(proposers)


def rater(step: Step) -> str:
    return step.arguments.get("on_behalf_of") or step.by


def test_at_least_95_percent_of_gouyuans_ratings_are_satisfied_or_basically(gouyuan):
    results = [step.arguments["result"] for case in gouyuan.cases for step in steps_of(case, "rate")]
    pleased = sum(result in ("satisfied", "basically") for result in results)

    assert len(results) >= 32
    assert pleased / len(results) >= 0.95


def test_gouyuan_shows_one_rework_that_ended_well(gouyuan):
    (reworked,) = [case for case in gouyuan.cases if reworks(case)]
    lead = reworked.steps[0].arguments["proposers"][0]
    results = [step.arguments["result"] for step in steps_of(reworked, "rate") if rater(step) == lead]

    assert len(results) == 2
    assert results[0] == "dissatisfied"
    assert results[1] in ("satisfied", "basically")


def test_gouyuans_matters_are_led_by_deputies_of_the_village_that_they_are_about(gouyuan):
    home = {deputy.person: deputy.village for deputy in gouyuan.deputies}
    about = {matter.title: matter.village for matter in gouyuan_matters()}

    for case in gouyuan.cases:
        submitted = case.steps[0].arguments
        assert home[submitted["proposers"][0]] == about[submitted["title"]]


def test_the_three_motions_are_each_led_by_another_of_gouyuans_five_with_ten_signers_or_more(plan):
    motions = [case for case in plan.county.cases if case.kind == "motion"]
    by_person = {deputy.person: deputy for deputy in plan.county.deputies}
    leads = [case.steps[0].arguments["proposers"][0] for case in motions]

    assert len(set(leads)) == len(motions) == 3
    for case, lead in zip(motions, leads, strict=True):
        signers = case.steps[0].arguments["proposers"]
        assert len(signers) == len(set(signers)) >= 10
        assert by_person[lead].group == "构元镇代表小组"
        assert all(by_person[signer].group != "构元镇代表小组" for signer in signers[1:])
        assert case.steps[0].at <= plan.county.sessions[0].cut_off
        assert case.steps[-1].kind in ("decide_motion", "note_progress", "rate", "make_promise", "keep_promise")


def test_the_vote_is_a_majority_of_all_deputies_and_counts_nobody_twice(plan):
    decided = [step for case in plan.county.cases for step in steps_of(case, "decide_motion")]

    assert len(decided) == 1
    votes = decided[0].arguments
    assert votes["votes_for"] * 2 > len(plan.county.deputies)
    assert votes["votes_for"] + votes["votes_against"] + votes["votes_abstained"] <= len(plan.county.deputies)


# ---------------------------------------------------------------- the county


def test_all_21_towns_have_a_year_and_nothing_grows_past_the_first_starts_budget(plan):
    assert len(plan.towns) == 21
    assert len(plan.county.deputies) == 59
    assert all(23 <= len(town.deputies) <= 47 for town in plan.towns)
    assert all(2 <= len(town.supervisions) <= 4 for town in plan.towns if town.profile != "paper")
    assert sum(len(congress.cases) for congress in everybody(plan)) <= 210
    assert len(plan.people) <= 1000
    assert sum(1 for congress in everybody(plan) for _ in calls(congress)) <= 2500


def test_the_silent_town_raised_nothing_since_the_last_session_opened(plan):
    silent = [town for town in plan.towns if town.profile == "silent"]

    assert len(silent) == 1
    assert silent[0].cases
    assert all(case.steps[0].at.date() < silent[0].sessions[-1].opened for case in silent[0].cases)


def test_the_town_on_paper_is_entered_by_its_clerk_days_after_it_happened(plan):
    (paper,) = [town for town in plan.towns if town.profile == "paper"]
    written = [step for case in paper.cases for step in case.steps if step.kind != "approve_handling"]

    assert paper.cases
    assert {step.by for step in written if step.role != "chair"} == {paper.clerk}
    assert all(step.recorded.date() > step.at.date() for case in paper.cases for step in case.steps)


def test_some_towns_are_late_and_some_must_handle_again(plan):
    late = [
        case
        for town in plan.towns
        for case in town.cases
        if steps_of(case, "hand_over") and end_of(plan, case, "reply") > months_later(day_of(case, "hand_over"), 3)
    ]
    handed_over_late = [
        case
        for town in plan.towns
        for case in town.cases
        if steps_of(case, "hand_over") and day_of(case, "hand_over") - case.steps[0].at.date() > timedelta(days=31)
    ]

    assert {key_of_town(case) for case in late} <= {"shuhe", "tongmu"}
    assert len(late) >= 2
    assert {key_of_town(case) for case in handed_over_late} <= {"zhaowan", "jinzhai"}
    assert len(handed_over_late) >= 3
    assert {"xianhe", "shimen"} & {key_of_town(case) for town in plan.towns for case in town.cases if reworks(case)}


def end_of(plan: CountyPlan, case: Affair, kind: str) -> date:
    """When this step happened; the plan's day for one still awaited."""
    found = steps_of(case, kind)
    return found[0].at.date() if found else plan.as_of


def key_of_town(case: Affair) -> str:
    return case.key.split(".")[0]


def test_on_the_day_of_the_plan_cases_stand_at_many_stages(plan):
    last = Counter(case.steps[-1].kind for congress in everybody(plan) for case in congress.cases)

    assert last["sign_for"] + last["contact_deputy"] >= 4
    assert len(last) >= 5


# ---------------------------------------------------------------- lawful


def test_every_step_is_in_order_in_the_past_and_entered_no_earlier_than_it_happened(plan):
    for _, affair in affairs(plan):
        assert affair.steps
        truly, entered = [step.at for step in affair.steps], [step.recorded for step in affair.steps]
        assert truly == sorted(truly)
        assert entered == sorted(set(entered))
        assert all(step.at <= step.recorded for step in affair.steps)
        assert entered[-1].date() < plan.as_of
        assert all(moment.utcoffset() == timedelta(hours=8) for moment in truly)


def test_suggestions_of_a_session_are_raised_while_it_sits_and_handed_over_within_a_month_of_it(plan):
    for congress in everybody(plan):
        for case in congress.cases:
            key = case.steps[0].arguments["session"]
            if not key:
                continue
            session = next(session for session in congress.sessions if session.key == key)
            assert session.opened <= case.steps[0].at.date() <= session.closed
            if congress.profile != "late_hand_over" and steps_of(case, "hand_over"):
                assert session.closed < day_of(case, "hand_over") <= months_later(session.closed, 1)


def test_every_reply_outside_the_late_towns_comes_within_three_months(plan):
    for congress, case in affairs(plan):
        if congress.profile != "late_reply" and steps_of(case, "hand_over"):
            due = months_later(day_of(case, "hand_over"), 3)
            assert end_of(plan, case, "reply") <= max(due, plan.as_of)
            assert not steps_of(case, "reply") or day_of(case, "reply") <= due


def test_every_rating_comes_within_twenty_workdays_of_delivery_and_every_rework_within_a_month(plan):
    for _, case in affairs(plan):
        delivered = None
        for step in case.steps:
            if step.kind == "deliver":
                delivered = step.at.date()
            if step.kind == "rate":
                assert delivered <= step.at.date() <= workdays_after(delivered, 20)
        for ordered in reworks(case):
            again = [step.at for step in steps_of(case, "reply") if step.at > ordered]
            assert not again or again[0].date() <= months_later(ordered.date(), 1)


def test_a_step_follows_only_what_it_may_follow(plan):
    for _, affair in affairs(plan):
        kinds = [step.kind for step in affair.steps]
        assert all(after in FOLLOWS[before] for before, after in pairwise(kinds)), kinds


FOLLOWS = {
    "submit_suggestion": {"register", "send_back", "not_accept"},
    "file_motion": {"list_motion", "handle_as_suggestion"},
    "list_motion": {"deliberate_motion"},
    "deliberate_motion": {"decide_motion"},
    "decide_motion": {"charge_unit"},
    "charge_unit": {"note_progress"},
    "note_progress": {"note_progress"},
    "handle_as_suggestion": {"propose_handling"},
    "register": {"propose_handling"},
    "propose_handling": {"approve_handling"},
    "approve_handling": {"hand_over"},
    "hand_over": {"sign_for", "apply_for_relief"},
    "apply_for_relief": {"decide_relief"},
    "decide_relief": {"sign_for", "contact_deputy", "reply"},
    "sign_for": {"sign_for", "assist", "contact_deputy", "reply"},
    "assist": {"assist", "contact_deputy", "reply"},
    "contact_deputy": {"reply"},
    "reply": {"deliver"},
    "deliver": {"rate", "make_promise"},
    "rate": {"rate", "contact_deputy", "reply", "make_promise"},
    "make_promise": {"keep_promise"},
    "plan_supervision": {"carry_out"},
    "carry_out": {"send_opinion"},
    "send_opinion": {"report_rectification"},
    "report_rectification": {"look_back"},
    "look_back": {"close", "reopen"},
    "send_back": set(), "not_accept": set(), "close": set(), "reopen": set(),
}  # fmt: skip


def test_every_deputy_who_acts_is_in_office_and_acts_once(plan):
    for congress in everybody(plan):
        mandates = {deputy.person: deputy for deputy in congress.deputies}
        for case in congress.cases:
            proposers = case.steps[0].arguments["proposers"]
            assert len(set(proposers)) == len(proposers) >= 1
            for person in proposers:
                mandate = mandates[person]
                assert mandate.until is None
                assert mandate.suspended_from is None
                assert mandate.since <= case.steps[0].at.date()


def test_every_unit_named_exists_and_is_acted_for_by_its_contact(plan):
    for congress, affair in affairs(plan):
        for step in affair.steps:
            named = [part["unit"] for part in step.arguments.get("parts", [])]
            if "unit" in step.arguments:
                named.append(step.arguments["unit"])
            assert all(congress.unit(key) for key in named)
            if step.role == "unit":
                assert step.by == congress.unit(step.arguments["unit"]).contact


def test_parts_are_one_alone_or_one_lead_with_assisting(plan):
    for _, case in affairs(plan):
        for step in steps_of(case, "propose_handling"):
            parts = [part["part"] for part in step.arguments["parts"]]
            assert parts == ["sole"] or (parts[0] == "lead" and set(parts[1:]) == {"assisting"})


def test_districts_elect_one_to_three_deputies_each_and_every_deputy_is_elected_in_one(plan):
    for congress in everybody(plan):
        elected = Counter(deputy.district for deputy in congress.deputies)
        assert elected == {district.number: district.seats for district in congress.districts}
        assert set(elected.values()) <= {1, 2, 3}


def test_outside_the_towns_that_are_late_what_came_out_of_session_is_handed_over_within_ten_days(plan):
    for congress in everybody(plan):
        for case in congress.cases:
            if case.kind == "suggestion" and congress.profile not in ("late_hand_over", "paper") and not case.steps[0].arguments["session"]:
                raised = case.steps[0].at.date()
                assert all(step.at.date() <= workday_from(raised + timedelta(days=10)) for step in steps_of(case, "hand_over"))


def test_presidium_members_sit_in_no_handling_unit_and_are_7_to_9_deputies(plan):
    for congress in everybody(plan):
        seats = [seat.person for seat in congress.presidium]
        assert 7 <= len(set(seats)) == len(seats) <= 9
        assert set(seats) <= {deputy.person for deputy in congress.deputies if deputy.until is None}
        assert Counter(seat.post for seat in congress.presidium)["chair"] == 1
        assert not set(seats) & {unit.contact for unit in congress.units}


def test_reply_numbers_are_given_once_and_carry_the_year_of_the_letter(plan):
    for congress in everybody(plan):
        replies = [step for case in congress.cases for step in steps_of(case, "reply")]
        numbers = [step.arguments["number"] for step in replies]
        assert len(set(numbers)) == len(numbers)
        assert all(number.startswith(f"{congress.name[0]}政函〔{step.at.year}〕") for number, step in zip(numbers, replies, strict=True))


def test_supervisions_happen_as_planned_and_inquiry_only_in_session(plan):
    forms = Counter(affair.steps[0].arguments["form"] for town in plan.towns for affair in town.supervisions)

    assert forms["inquiry"] >= 1
    assert len(forms) == 5
    for town in plan.towns:
        for affair in town.supervisions:
            planned = affair.steps[0].arguments
            assert all(step.at.date() == planned["planned_on"] for step in steps_of(affair, "carry_out"))
            if planned["form"] == "inquiry":
                assert planned["planned_on"] in {session.opened for session in town.sessions}


def test_an_opinion_leaves_time_to_put_things_right(plan):
    for _, affair in affairs(plan):
        for step in steps_of(affair, "send_opinion"):
            assert step.at.date() + timedelta(days=30) <= step.arguments["due_on"]


# ---------------------------------------------------------------- people and texts


def test_people_have_keys_names_and_phones_of_their_own(plan):
    for field in ("key", "name", "phone"):
        values = [getattr(person, field) for person in plan.people]
        assert len(set(values)) == len(values)
    known = {person.key for person in plan.people}
    for congress, affair in affairs(plan):
        assert {step.by for step in affair.steps} | {congress.clerk} <= known


def test_people_are_varied_and_mostly_schooled_as_the_essay_says(plan):
    deputies = {deputy.person for town in plan.towns for deputy in town.deputies}
    people = [person for person in plan.people if person.key in deputies]
    schooling = Counter(person.education for person in people)

    assert schooling["小学"] + schooling["初中"] + schooling["高中"] > len(people) * 0.6
    assert schooling["大专"] + schooling["本科"] > 0
    assert {person.sex for person in people} == {"male", "female"}
    assert {person.ethnicity for person in people} == {"汉族", "回族"}
    assert all(1958 <= person.birth_year <= 1998 for person in people)


def test_no_real_name_of_the_essay_can_be_made():
    """Each of the four ends in a syllable that no second character has; and none comes out of a plan."""
    second = set(lazy_pinyin(list(MALE_SECOND + FEMALE_SECOND)))
    names = {"".join(lazy_pinyin(person.name)) for person in year_plan(date(2026, 11, 24)).people}

    assert not second & {"ji", "gui", "jiang", "yuan"}
    assert not names & REAL_NAMES


def test_every_text_is_plain_filled_in_and_within_the_limits(plan):
    for _, affair in affairs(plan):
        for step in affair.steps:
            for name, value in step.arguments.items():
                for text in texts(value):
                    assert "{" not in text
                    assert not any(unicodedata.category(char) == "Cc" for char in text)
                    assert len(text) <= (TITLE if name in ("title", "topic") else TEXT)


def test_names_of_places_units_and_letters_fit_a_line(plan):
    for congress in everybody(plan):
        lines = [congress.name, *(unit.name for unit in congress.units), *(unit.leader.title for unit in congress.units)]
        lines += [step.arguments["number"] for case in congress.cases for step in steps_of(case, "reply")]
        assert all(0 < len(line) <= LINE for line in lines)


def test_the_bank_holds_sixty_matters_or_more_and_every_one_can_be_handed_over(plan):
    chengguan, gouyuan = town(plan, "chengguan"), town(plan, "gouyuan")

    assert len({matter.title for matter in bank()}) == len(bank()) >= 60
    for congress in (chengguan, gouyuan):
        works = {work for unit in congress.units for work in (unit.key, *unit.does)}
        assert {matter.lead for matter in bank()} <= works


def test_the_plan_says_that_it_is_a_demonstration(plan):
    assert "演示数据" in plan.note
    assert "虚构" in plan.note


# ---------------------------------------------------------------- order of entry and sign-ins


def test_calls_come_in_the_order_of_entry_and_leave_no_step_out(gouyuan):
    entered = list(calls(gouyuan))
    moments: list[datetime] = [step.recorded for _, step in entered]

    assert moments == sorted(moments)
    assert len(entered) == sum(len(affair.steps) for affair in (*gouyuan.cases, *gouyuan.supervisions))
    for case in gouyuan.cases:
        assert [step for affair, step in entered if affair is case] == list(case.steps)


def test_there_is_one_sign_in_for_each_kind_of_user(plan):
    logins = [sign_in.login for sign_in in plan.sign_ins]
    people = {person.key for person in plan.people}

    assert len(set(logins)) == len(logins)
    assert {"clerk.gouyuan", "chair.gouyuan", "deputy.gouyuan", "unit.gouyuan", "county.xunyang", "operator"} <= set(logins)
    assert {sign_in.role for sign_in in plan.sign_ins} == {"clerk", "chair", "deputy", "unit", "county_staff", "operator"}
    assert all(sign_in.person in people for sign_in in plan.sign_ins if sign_in.role != "operator")


def test_the_unit_of_the_busy_town_has_a_reply_to_write(plan):
    busy = next(town for town in plan.towns if town.slug == "shuhe")
    unit = next(sign_in.person for sign_in in plan.sign_ins if sign_in.login == "unit.shuhe")
    assert any(case.steps[-1].by == unit and case.steps[-1].kind in ("sign_for", "contact_deputy") for case in busy.cases)
