"""The component library: `{% load console %}`. The page `/_components` shows every one of them.

Dates may be `date`, aware `datetime` or their ISO text as GraphQL answers them. `shell` (console.shell.Shell) must be in the context
of the tags that speak of today.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from console import charts, choices, words

register = template.Library()

TONES: Mapping[str, str] = {"waiting": "", "going": "", "soon": "soon", "late": "late", "done": "good", "stopped": ""}
COMPONENTS = "console/components/"

register.filter("number", words.number)
register.filter("yuan", words.yuan)
register.filter("html_lang", words.html_lang)
register.simple_tag(words.share, name="share")
register.simple_tag(words.listed, name="listed")
register.simple_tag(choices.look, name="look")


@register.simple_tag
def named(names: Mapping[str, str], key: str) -> str:
    """The name that a table has for a key; «—» for none."""
    return names.get(key, "—")


@register.filter
def long_day(value: date | str) -> str:
    return words.long_day(words.as_day(value))


@register.filter
def month(value: date | str) -> str:
    """«2026 年 3 月»."""
    return words.month(words.as_day(value))


@register.simple_tag(takes_context=True)
def day(context: Mapping[str, Any], value: date | str) -> SafeString:
    """«3 月 2 日 周一» in a `<time>`."""
    on = words.as_day(value)
    return _time(on.isoformat(), words.day(on, today=context["shell"].today))


@register.simple_tag(takes_context=True)
def moment(context: Mapping[str, Any], value: datetime | str) -> SafeString:
    """«3 月 2 日 周一 14:05» in a `<time>`."""
    at = words.as_moment(value)
    return _time(at.isoformat(), words.moment(at, today=context["shell"].today))


@register.simple_tag(takes_context=True)
def ago(context: Mapping[str, Any], value: datetime | str) -> SafeString:
    """«3 小时前» in a `<time>`."""
    at = words.as_moment(value)
    return _time(at.isoformat(), words.ago(at, now=context["shell"].now))


@register.inclusion_tag(COMPONENTS + "icon.html")
def icon(name: str, kind: str = "icon") -> dict[str, Any]:
    """A drawing from icons.svg, never the only carrier of a meaning. `kind`: "icon" (24 px) or "mark" (16 px)."""
    return {"name": name, "kind": kind}


@register.inclusion_tag(COMPONENTS + "state.html")
def state(look: str, word: str) -> dict[str, Any]:
    """A state: the word, and a mark and colour by `look`, one of TONES."""
    return {"look": look, "tone": TONES[look], "word": word}


@register.inclusion_tag(COMPONENTS + "due.html", takes_context=True)
def due(
    context: Mapping[str, Any],
    on: date | str,
    met_on: date | str | None = None,
    provisional: bool = False,
    why: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """«还剩 12 天（3 月 2 日 周一）» and, when `why` is given, «为什么是这一天？».

    `why`: rule, source, force ("binding" or "reference"), verified, started_on, started_by, skipped [{on, name}], extensions
    [{until, reason}]. `provisional`: the calendar of that year is not announced yet.
    """
    said = words.due(words.as_day(on), today=context["shell"].today, met_on=words.as_day(met_on) if met_on else None)
    return {
        "said": said,
        "tone": TONES[said.mark],
        "iso": words.as_day(on).isoformat(),
        "provisional": provisional,
        "why": why,
        "shell": context["shell"],
    }


@register.inclusion_tag(COMPONENTS + "timeline.html", takes_context=True)
def timeline(context: Mapping[str, Any], entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Everything that happened, newest first.

    Each entry: what, at, by; optional on_behalf (how it came in), recorded_at (when that was another day), text, state (look, word),
    papers [{label, href}].
    """
    return {"entries": entries, "shell": context["shell"]}


@register.inclusion_tag(COMPONENTS + "bar.html")
def bar(value: int, of: int, tone: str = "") -> dict[str, Any]:
    """A bar of `value` in `of` to stand beside its figure (it says nothing to a screen reader). `tone`: "", good, soon, late."""
    return {"width": round(100 * min(value, of) / of, 1) if of else 0, "tone": tone}


@register.inclusion_tag(COMPONENTS + "months.html")
def months_chart(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Raised and replied, two bars a month; its table stands below it. `rows`: on, filed, replied."""
    return {"chart": charts.months(rows)}


@register.inclusion_tag(COMPONENTS + "heading.html")
def heading(title: str, count: int | str | None = None, sentence: str = "") -> dict[str, Any]:
    """The page's h1 with the count of what it lists (a number of cases, or words: «47 名»), and one sentence on how things stand."""
    counted = ngettext("{n} case", "{n} cases", count).format(n=words.number(count)) if isinstance(count, int) else count
    return {"title": title, "counted": counted, "sentence": sentence}


@register.inclusion_tag(COMPONENTS + "field.html")
def field(bound: Any, as_question: bool = False) -> dict[str, Any]:
    """One field of a Django form: label, hint, its errors beside it, the widget. `as_question`: the label is the page's h1."""
    widget = bound.field.widget
    group = widget.use_fieldset
    tick = not group and getattr(widget, "input_type", "") == "checkbox"
    return {"field": bound, "group": group, "tick": tick, "as_question": as_question}


@register.inclusion_tag(COMPONENTS + "summary.html")
def error_summary(form: Any) -> dict[str, Any]:
    """All that is wrong with a submitted form, once on top, each a link to its field."""
    fields = [(bound, error) for bound in form for error in bound.errors]
    count = len(fields) + len(form.non_field_errors())
    title = ngettext("One thing needs correcting", "{n} things need correcting", count).format(n=count)
    return {"form": form, "fields": fields, "count": count, "title": title}


@register.inclusion_tag(COMPONENTS + "step.html", takes_context=True)
def step(
    context: Mapping[str, Any],
    form: Any,
    verb: str,
    action: str = "",
    consequence: str = "",
    draft: str = "",
    in_place: bool = True,
    opened: bool = False,
    ident: str = "",
) -> dict[str, Any]:
    """A next lawful step: a form that opens in place (`in_place=False`: it just stands there), posting to `action`.

    `consequence` stands under the button. `draft` keeps what is typed on the device under that key.
    """
    multipart = form.is_multipart()
    own = {"form": form, "verb": verb, "action": action, "consequence": consequence, "draft": draft, "in_place": in_place, "ident": ident}
    return _of(context, **own, opened=opened or bool(form.errors), multipart=multipart)


@register.inclusion_tag(COMPONENTS + "blocked.html")
def blocked(verb: str, because: str, source: str = "") -> dict[str, Any]:
    """A step that this person may not take now, and by which rule."""
    return {"verb": verb, "because": because, "source": source}


@register.inclusion_tag(COMPONENTS + "question.html", takes_context=True)
def question(
    context: Mapping[str, Any],
    form: Any,
    number: int,
    of: int,
    verb: str,
    title: str = "",
    back: str = "",
    draft: str = "",
    consequence: str = "",
) -> dict[str, Any]:
    """One question a screen: `form` holds this screen's field(s) and, hidden, the answers so far. `back`: address of the screen before.

    Without a `title` the first field's label is the question and the page's h1.
    """
    own = {"form": form, "number": number, "of": of, "verb": verb, "title": title, "back": back, "draft": draft}
    return _of(context, **own, consequence=consequence, multipart=form.is_multipart())


@register.inclusion_tag(COMPONENTS + "receipt.html", takes_context=True)
def receipt(
    context: Mapping[str, Any], title: str, number: str, text: str = "", on: date | str | None = None, next_step: str = "", draft: str = ""
) -> dict[str, Any]:
    """What was received: its number, a date to expect, what happens next. `draft` names the draft that is now done with."""
    return _of(context, title=title, number=number, text=text, on=on, next_step=next_step, draft=draft)


@register.inclusion_tag(COMPONENTS + "chips.html")
def chips(items: Sequence[Mapping[str, Any]], label: str = "") -> dict[str, Any]:
    """Saved filters. Each: label, href; optional count, current."""
    return {"items": items, "label": label or _("Saved filters")}


@register.inclusion_tag(COMPONENTS + "filters.html", takes_context=True)
def filters(context: Mapping[str, Any], form: Any, clear: str = "") -> dict[str, Any]:
    """One row of filters, all in the address bar, and those that this person keeps under a name.

    `form`: an unbound or bound Django form, sent by GET. `clear`: where "clear" leads.
    """
    return _of(context, form=form, clear=clear, request=context.get("request"))


@register.inclusion_tag(COMPONENTS + "pager.html")
def pager(shown: int, total: int, more: str = "", first: str = "", sheet: str = "", query: str = "") -> dict[str, Any]:
    """How many of how many; `more`: the next page's address, `first`: the first page's when this is not it, `sheet`: the list that can be taken out
    as a file, exactly as `query` filters it.
    """
    return {"shown": shown, "total": total, "more": more, "first": first, "sheet": sheet, "query": query}


@register.inclusion_tag(COMPONENTS + "empty.html")
def empty(title: str, text: str = "", href: str = "", verb: str = "") -> dict[str, Any]:
    """Nothing here: say why that is fine or what happens next, and give the one verb that makes sense."""
    return {"title": title, "text": text, "href": href, "verb": verb}


@register.inclusion_tag(COMPONENTS + "progress.html")
def progress(done: int, of: int, doing: str) -> dict[str, Any]:
    """Long work under way, with its count."""
    return {"done": done, "of": of, "doing": doing}


@register.inclusion_tag(COMPONENTS + "todo.html", takes_context=True)
def todo(context: Mapping[str, Any], items: Sequence[Mapping[str, Any]], quiet: bool = False) -> dict[str, Any]:
    """What needs me, most urgent first; `quiet` where nothing of it is the page's main thing to do.

    Each: title, href, verb (the one next step); optional number, state (look, word), due (a date), note, step_href (where the verb
    leads, when not to href).
    """
    return {"items": items, "quiet": quiet, "shell": context["shell"]}


@register.simple_block_tag
def notice(content: str, tone: str = "") -> SafeString:
    """A message above the content. `tone`: "" (for your information), good, soon (a warning), late (it went wrong)."""
    marks = {"": "going", "good": "done", "soon": "soon", "late": "late"}
    role = "alert" if tone == "late" else "status"
    mark = _rendered("icon.html", name=marks[tone], kind="mark")
    return format_html('<div class="notice {}" role="{}">{}<div>{}</div></div>', tone, role, mark, content)


@register.simple_block_tag
def card(content: str, title: str = "") -> SafeString:
    head = format_html("<h2>{}</h2>", title) if title else ""
    return format_html('<section class="card">{}{}</section>', head, content)


@register.simple_block_tag
def fact(content: str, label: str) -> SafeString:
    """One line of a `<dl class="facts">`."""
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, content)


@register.simple_block_tag
def cell(content: str, label: str, kind: str = "") -> SafeString:
    """A cell of a `<table class="cards">`: the label stands in front of it when a phone shows the row as a card.

    `kind`: "" (text), "num" (a figure, right-aligned), "short" (never wrapped).
    """
    return format_html('<td data-label="{}" class="{}"><div>{}</div></td>', label, kind, content)


@register.simple_block_tag
def term(content: str, word: str) -> SafeString:
    """A word that opens its definition. A block: it can't stand inside a `<p>`."""
    return format_html('<details class="term"><summary>{}</summary><div>{}</div></details>', word, content)


def _rendered(component: str, **context: Any) -> SafeString:
    return render_to_string(COMPONENTS + component, context)


def _of(context: Mapping[str, Any], **own: Any) -> dict[str, Any]:
    return {"shell": context.get("shell"), "csrf_token": context.get("csrf_token"), **own}


def _time(iso: str, said: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', iso, said)
