"""The pages of one congress, town or county."""

from __future__ import annotations

from django.urls import path, register_converter

from console.ids import RecordConverter
from console.urls import figures, look
from console.views import (
    audit,
    case,
    cases,
    county,
    files,
    handover,
    home,
    library,
    mine,
    office,
    oversight,
    papers,
    promises,
    raising,
    roster,
    search,
)

register_converter(RecordConverter, "record")

urlpatterns = [
    path("", home.home, name="home"),
    path("desk", home.desk, name="desk"),
    path("cases", cases.cases, name="cases"),
    path("cases/new", cases.enter, name="enter"),
    path("cases/new/<slug:kind>", cases.enter, name="enter-kind"),
    path("cases/handover", handover.handover, name="handover"),
    path("cases/handover/<record:handover_id>", handover.held, name="handover-held"),
    path("cases/handover/<record:handover_id>/papers/list.<slug:printed>", papers.of_meeting, name="handover-paper"),
    path("cases/papers", papers.periods, name="papers"),
    path("cases/papers/<slug:period_paper>.<slug:printed>", papers.of_period, name="period-paper"),
    path("cases/<record:case_id>", case.case, name="case"),
    path("cases/<record:case_id>/papers/<slug:paper>.<slug:printed>", papers.of_case, name="case-paper"),
    path("cases/<record:case_id>/files", files.add, name="file-add"),
    path("cases/<record:case_id>/files/<record:attachment_id>", files.remove, name="file-remove"),
    path("cases/<record:case_id>/<slug:step>", case.case, name="case-step"),
    path("cases/<record:case_id>/<slug:step>/<record:about>", case.case, name="case-step"),
    path("promises", promises.promises, name="promises"),
    path("why/<record:deadline_id>", case.why, name="why"),
    path("raise", raising.raise_suggestion, name="raise"),
    path("raise/<slug:screen>", raising.raise_suggestion, name="raise-screen"),
    path("raise/received/<record:case_id>", raising.received, name="received"),
    path("mine", mine.mine, name="mine"),
    path("oversight", oversight.supervisions, name="oversight"),
    path("oversight/new", oversight.plan, name="plan"),
    path("oversight/<record:supervision_id>", oversight.supervision, name="supervision"),
    path("oversight/<record:supervision_id>/<slug:step>", oversight.supervision, name="supervision-step"),
    path("deputies", roster.deputies, name="deputies"),
    path("units", roster.units, name="units"),
    path("office", office.office, name="office"),
    path("keys", office.keys, name="keys"),
    path("library", library.library, name="library"),
    path("search", search.search, name="search"),
    path("audit", audit.trail, name="audit"),
    path("board", county.board, name="board"),
    path("county/cases", county.cases, name="county-cases"),
    path("county/cases/<record:case_id>", county.case, name="county-case"),
    path("county/cases/<record:case_id>/papers/reminder.<slug:printed>", papers.of_town_case, name="town-case-paper"),
    path("county/promises", promises.county, name="county-promises"),
    path("county/supervisions", county.supervisions, name="county-supervisions"),
    path("county/compare", county.compare, name="county-compare"),
    path("county/late", county.late, name="county-late"),
    *figures.urlpatterns,
    *look.urlpatterns,
]
