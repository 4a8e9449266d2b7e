"""What the style sheet, the templates and the components promise, without a browser."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest
from django.template import Context, Template
from django.test import RequestFactory, override_settings
from django.utils import translation

from accounts.views import own
from console import specimens
from console.forms import PlainForm
from console.shell import places
from console.views import errors, look

CONSOLE = Path(look.__file__).resolve().parents[1]
CSS = (CONSOLE / "static/console/console.css").read_text(encoding="utf-8")
THEMES = re.findall(r"--ground:[^}]*?--late-wash:[^;]*;", CSS)
PAIRS = [
    *[(ink, surface) for ink in ("ink", "soft") for surface in ("ground", "paper", "raised")],
    ("on-accent", "accent"),
    *[(state, surface) for state in ("good", "soon", "late") for surface in ("ground", "paper", f"{state}-wash")],
]  # fmt: skip


def render(source: str, **context: Any) -> str:
    with translation.override("zh-hans"):
        return Template("{% load console %}" + source).render(Context({"shell": specimens.shell(), **context}))


def colours(theme: str) -> dict[str, str]:
    return {name: value * 2 if len(value) == 3 else value for name, value in re.findall(r"--([\w-]+): #(\w+)", theme)}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", range(3), ids=["light", "dark by the device", "dark by choice"])
@pytest.mark.parametrize(("text", "surface"), PAIRS)
def test_every_text_colour_can_be_read_on_every_surface_it_stands_on(theme: int, text: str, surface: str) -> None:
    palette = colours(THEMES[theme])
    assert contrast(palette[text], palette[surface]) >= 4.5


def test_the_two_ways_to_the_dark_theme_give_the_same_colours() -> None:
    assert colours(THEMES[1]) == colours(THEMES[2]) != colours(THEMES[0])


@pytest.mark.parametrize("template", sorted(CONSOLE.rglob("templates/**/*.html")), ids=lambda path: path.name)
def test_no_template_needs_more_than_the_strict_content_policy_allows(template: Path) -> None:
    source = template.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)|https?://(?!www\.w3\.org)", source)


def test_the_first_load_without_the_page_stays_small() -> None:
    import django_htmx

    htmx = Path(django_htmx.__file__).parent / "static/django_htmx/htmx-4.min.js"
    own = (CONSOLE / "static/console").iterdir()
    assert sum(path.stat().st_size for path in [*own, htmx]) < 90_000


class Marked(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.used: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "use":
            self.used.append(str(dict(attrs)["href"]).partition("#")[2])


def test_every_mark_that_is_used_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (CONSOLE / "static/console/icons.svg").read_text(encoding="utf-8")))
    used = set(Marked(page_of_components("zh-hans")).used)
    assert {"late", "desk", "raise", "paper"} <= used <= drawn
    assert {place.key for place in places(**dict.fromkeys(["board", "status"], "/"))} <= drawn


def page_of_components(language: str) -> str:
    request = RequestFactory().get("/_components?wrong")
    with translation.override(language), override_settings(DEMO=True, ROOT_URLCONF="hub.urls.front"):
        return look.components(request).content.decode()


@pytest.mark.parametrize(
    ("language", "lang", "title"),
    [
        ("zh-hans", "zh-Hans", "组件一览 · 旬阳市构元镇人民代表大会"),
        ("en", "en", "All components · Gouyuan Town People&#x27;s Congress, Xunyang"),
    ],
)
def test_the_page_of_components_names_its_language_and_itself(language: str, lang: str, title: str) -> None:
    page = page_of_components(language)
    assert f'<html lang="{lang}"' in page
    assert f"<title>{title}</title>" in page


def test_the_page_of_components_is_closed_in_production() -> None:
    with override_settings(DEMO=False, DEBUG=False), pytest.raises(Http404):
        look.components(RequestFactory().get("/_components"))


@pytest.mark.parametrize(("chosen", "kept"), [("dark", "dark"), ("light", "light"), ("auto", ""), ("<script>", "")])
def test_only_a_known_brightness_is_kept(chosen: str, kept: str) -> None:
    answer = own.choose_look(asked("/_look", theme=chosen, next="/cases?state=late"))
    assert (answer.cookies["theme"].value, answer["Location"]) == (kept, "/cases?state=late")


@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""])
def test_the_choice_of_brightness_leads_nowhere_else(address: str) -> None:
    assert own.choose_look(asked("/_look", theme="dark", next=address))["Location"] == "/"


def asked(path: str, **given: str) -> HttpRequest:
    request = RequestFactory().post(path, given)
    request.user = AnonymousUser()
    return request


@pytest.mark.parametrize(
    ("view", "status", "words"),
    [
        (errors.not_found, 404, "没有这个页面"),
        (errors.forbidden, 403, "这一页不对您开放"),
        (errors.csrf_failure, 403, "请重新提交"),
        (errors.server_error, 500, "这一页暂时打不开"),
    ],
)
def test_an_error_page_stands_on_its_own_and_says_what_to_do(view: Any, status: int, words: str) -> None:
    with translation.override("zh-hans"):
        answer = view(RequestFactory().get("/"))
    assert answer.status_code == status
    assert f"<h1>{words}</h1>" in answer.content.decode()


def test_a_due_date_stands_with_its_words_its_mark_and_its_reasons() -> None:
    html = render('{% due "2026-03-02" why=why %}', why=specimens.why())
    assert "还剩 12 天" in html
    assert "（3 月 2 日 周一）" in html
    assert "#going" in html
    assert "代表法 第五十一条" in html
    assert "条文尚未核对" not in html


def test_a_rule_that_nobody_has_verified_says_so() -> None:
    html = render('{% due "2026-03-02" why=why %}', why={**specimens.why(), "verified": False, "force": "reference"})
    assert "条文尚未核对" in html
    assert "参照" in html


def test_what_people_wrote_is_never_markup() -> None:
    evil = "<b onclick=x>"
    html = render(
        "{% state 'late' evil %}{% todo items %}{% notice %}{{ evil }}{% endnotice %}{% cell evil %}{{ evil }}{% endcell %}",
        evil=evil,
        items=[{"title": evil, "href": evil, "verb": evil, "number": evil, "note": evil}],
    )
    assert evil not in html
    assert "&lt;b onclick=x&gt;" in html


@pytest.mark.parametrize(("value", "of", "width"), [(1, 3, "33.3"), (0, 3, "0.0"), (5, 3, "100.0"), (0, 0, "0")])
def test_a_bar_is_as_wide_as_its_share_and_never_wider_than_its_cell(value: int, of: int, width: str) -> None:
    assert f'<rect width="{width}"' in render("{% bar value of %}", value=value, of=of)


class Matter(PlainForm):
    title = forms.CharField(label="事由", help_text="一句话")
    held_on = forms.DateField(label="日期")


def test_a_failed_form_keeps_what_was_typed_and_names_each_mistake_twice() -> None:
    with translation.override("zh-hans"):
        form = Matter({"title": "修路", "held_on": "昨天"})
        form.refuse([{"field": "title", "message": "已有相同的建议", "source": "办理办法 第九条"}])
    html = render("{% step form '提交' %}", form=form)
    assert html.count("请填写日期，例如 2026-03-02。") == 2
    assert html.count("已有相同的建议（办理办法 第九条）") == 2
    assert 'value="修路"' in html
    assert 'value="昨天"' in html
    assert 'href="#id_held_on"' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html


def test_an_error_that_belongs_to_no_field_stands_on_top() -> None:
    with translation.override("zh-hans"):
        form = Matter({"title": "修路", "held_on": "2026-03-02"})
        form.refuse([{"field": "commandId", "message": "请重新提交", "source": None}])
        assert form.non_field_errors() == ["请重新提交"]
