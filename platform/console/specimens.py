"""Invented data for the page of all components: long names, nothing at all, very much. Data, not interface: each text in two languages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

from django import forms

from console import words
from console.forms import PlainForm
from console.shell import Shell, places

NOW = datetime(2026, 2, 18, 6, 5, tzinfo=UTC)

NAMES = [
    (("王", "Wang"), ("芳", "Fang")),
    (("欧阳", "Ouyang"), ("建国", "Jianguo")),
    (("李", "Li"), ("强", "Qiang")),
    (("赵", "Zhao"), ("敏", "Min")),
]


def t(chinese: str, english: str) -> str:
    """The text in the language in force."""
    return chinese if words.is_chinese() else english


def context(*, wrong: bool) -> dict[str, Any]:
    """Everything that `components.html` shows; with `wrong` the forms come back as after a failed submit."""
    return {
        "shell": shell(),
        "section": "cases",
        "why": why(),
        "entries": entries(),
        "todo": todo(),
        "rows": rows(),
        "towns": towns(),
        "chips": chips(),
        "filters": Filters(prefix="filter", data={}),
        "step_form": HandOver(prefix="step", data={"step-leader": t("张伟", "Zhang Wei"), "step-kind": "lead"} if wrong else None),
        "question_form": What(prefix="what", data={"what-text": ""} if wrong else None),
        "where_form": Where(prefix="where"),
        "words": texts(),
        "names": [words.full_name(t(*family), t(*given)) for family, given in NAMES],
    }


def shell() -> Shell:
    hrefs = dict.fromkeys(["desk", "cases", "oversight", "deputies", "library", "settings"], "#main")
    return Shell(
        now=NOW,
        congress=t("旬阳市构元镇人民代表大会", "Gouyuan Town People's Congress, Xunyang"),
        person=t("王秀英", "Wang Xiuying"),
        role=t("人大办", "Congress office"),
        rail=places(**hrefs),
        verbs=places(**dict.fromkeys(["raise", "mine", "notices"], "#main")),
        search_href="/search",
        notices=3,
        notices_href="#main",
        sign_out_href="/sign-out",
    )


def why() -> dict[str, Any]:
    return {
        "rule": t("承办单位自交办之日起三个月内答复", "The unit replies within three months of the hand-over"),
        "source": t("代表法 第五十一条", "Law on Deputies, article 51"),
        "force": "binding",
        "verified": True,
        "started_on": "2025-12-02",
        "started_by": t("交办会", "hand-over meeting"),
        "skipped": [{"on": "2026-02-28", "name": t("休息日", "rest day")}, {"on": "2026-03-01", "name": t("休息日", "rest day")}],
        "extensions": [],
    }


LONG_TITLE = (
    "关于尽快修复构元镇羊山村三组至五组被山洪冲毁的通村公路路基并在临河急弯路段增设防护栏和反光警示标志的建议",
    "On repairing at once the village road from group three to group five of Yangshan, washed out by the flood, "
    "and on adding guard rails and reflecting signs at the sharp bends by the river",
)
LONG_UNIT = (
    "旬阳市构元镇人民政府农业综合服务站（乡村振兴和移民工作办公室）",
    "Agriculture Service Station (Office for Rural Revitalisation and Resettlement) of the Gouyuan Town Government",
)


def entries() -> list[dict[str, Any]]:
    return [
        {
            "what": t("答复", "Replied"),
            "at": "2026-02-16T09:20:00+08:00",
            "by": t(*LONG_UNIT),
            "state": {"look": "going", "word": t("正在解决", "Under way")},
            "text": t(
                "路基修复已列入今年水毁修复计划，三月开工，六月底前完成。",
                "The repair is in this year's plan: work starts in March and ends by June.",
            ),
            "papers": [
                {"label": t("答复函 构政函〔2026〕3 号.pdf", "Letter of reply 2026-3.pdf"), "href": "#main"},
                {"label": t("现场照片", "Photo of the site"), "href": "#main"},
            ],
        },
        {
            "what": t("签收", "Signed for"),
            "at": "2025-12-04T10:00:00+08:00",
            "by": t("李强", "Li Qiang"),
            "on_behalf": t("王秀英代录（纸质）", "entered by Wang Xiuying (paper)"),
            "recorded_at": "2025-12-08T15:41:00+08:00",
        },
        {"what": t("交办", "Handed over"), "at": "2025-12-02T11:00:00+08:00", "by": t("主席 赵建国", "Zhao Jianguo, chair")},
    ]


def todo() -> list[dict[str, Any]]:
    number = t("十九届三次会议第12号", "19th congress, 3rd session, no. 12")
    return [
        {
            "title": t(*LONG_TITLE),
            "href": "#main",
            "verb": t("催办", "Remind"),
            "number": number,
            "due": "2026-02-13",
            "note": t(*LONG_UNIT),
        },
        {"title": t("改善卫生院停车", "More parking at the clinic"), "href": "#main", "verb": t("登记", "Register"), "due": "2026-02-20"},
        {"title": t("补栽行道树", "Replace dead street trees"), "href": "#main", "verb": t("登记", "Register"), "due": "2026-03-02"},
        {
            "title": t("增加校车班次", "More school buses"),
            "href": "#main",
            "verb": t("查看", "Look"),
            "state": {"look": "waiting", "word": t("待代表评价", "Waiting for the rating")},
        },
    ]


def rows() -> list[dict[str, Any]]:
    states = [
        ("late", t("超期未复", "Overdue")),
        ("going", t("办理中", "Under way")),
        ("done", t("已办结", "Concluded")),
        ("waiting", t("待交办", "To hand over")),
        ("stopped", t("已撤回", "Withdrawn")),
    ]
    dues = ["2026-02-13", "2026-03-02", "2026-01-20", "2026-02-23", "2027-01-04"]
    titles = [t(*LONG_TITLE), t("改善卫生院停车", "More parking at the clinic"), t("补栽行道树", "Replace dead street trees")]
    return [
        {
            "number": t(f"闭会第{n}号", f"Recess no. {n}"),
            "title": titles[n % 3],
            "state": states[n % 5],
            "due": dues[n % 5],
            "met_on": "2026-01-18" if n % 5 == 2 else None,
            "unit": t(*LONG_UNIT) if n % 4 == 0 else t("派出所", "Police station"),
            "signers": n * 3 % 11 + 1,
        }
        for n in range(15)
    ]


def towns() -> list[dict[str, Any]]:
    names = [("构元镇", "Gouyuan"), ("蜀河镇", "Shuhe"), ("仙河镇", "Xianhe"), ("吕河镇", "Lühe")]
    figures = [(32, 3, 27, 31), (28, 1, 20, 25), (9, 0, 9, 9), (0, 0, 0, 0)]
    return [
        {"name": t(*name), "filed": filed, "late": late, "concluded": concluded, "content": content}
        for name, (filed, late, concluded, content) in zip(names, figures, strict=True)
    ]


def chips() -> list[dict[str, Any]]:
    return [
        {"label": t("全部", "All"), "href": "#main", "count": 1234, "current": True},
        {"label": t("已超期", "Overdue"), "href": "#main", "count": 3},
        {"label": t("等我办", "Waiting for me"), "href": "#main", "count": 0},
        {"label": t("本次会议", "This session"), "href": "#main"},
    ]


class Filters(PlainForm):
    state = forms.ChoiceField(required=False)
    unit = forms.ChoiceField(required=False)
    filed_from = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        everything = [("", t("全部", "Any"))]
        self.fields["state"].label, self.fields["unit"].label = t("状态", "State"), t("承办单位", "Unit")
        self.fields["filed_from"].label = t("提出日期从", "Filed from")
        _offer(self, "state", [*everything, ("late", t("超期", "Overdue"))])
        _offer(self, "unit", [*everything, ("1", t(*LONG_UNIT))])


class HandOver(PlainForm):
    kind = forms.ChoiceField(widget=forms.RadioSelect)
    leader = forms.CharField()
    on = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
    told = forms.BooleanField(required=False)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        label = {
            "kind": t("怎么办理", "How it is handled"),
            "leader": t("分管领导", "Responsible leader"),
            "on": t("交办日期", "Date of the hand-over"),
            "note": t("交办意见", "Note to the unit"),
            "told": t("已当面告知", "Told in person"),
        }
        for name, words_ in label.items():
            self.fields[name].label = words_
        _offer(self, "kind", [("sole", t("单独办理", "One unit alone")), ("lead", t("主办，有协办", "Lead, with assisting units"))])
        self.fields["on"].help_text = t(
            "以交办会或交办单上的日期为准，不是今天录入的日期。", "The date of the meeting or the slip, not of this entry."
        )


class What(PlainForm):
    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 5}))
    photo = forms.FileField(required=False)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["text"].label = t("您想反映什么事？", "What is the matter?")
        self.fields["text"].help_text = t("说清楚事情就行，不用写成文章。", "Say what it is; it need not be an essay.")
        self.fields["photo"].label = t("照片", "Photo")


class Where(PlainForm):
    village = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        names = [("羊山村", "Yangshan"), ("老庄村", "Laozhuang"), ("全镇", "The whole town")]
        self.fields["village"].label = t("事情在哪个村？", "In which village?")
        _offer(self, "village", [(str(i), t(*name)) for i, name in enumerate(names)])


def _offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    cast(forms.ChoiceField, form.fields[name]).choices = choices


def texts() -> dict[str, str]:
    return {
        "title": t("组件一览", "All components"),
        "sentence": t(
            "21 个镇中 3 个有超期件，2 个本季度没有新建议。", "3 of 21 towns have overdue cases; 2 had no new suggestion this quarter."
        ),
        "head": t("标题、数目和一句话", "Heading, count and sentence"),
        "states": t("状态和期限", "States and due dates"),
        "case": t("案件页", "A case"),
        "steps": t("下一步", "Next steps"),
        "list": t("列表", "A list"),
        "board": t("各镇情况", "The towns"),
        "deputy": t("代表的手机页", "A deputy's phone page"),
        "messages": t("提示、空白、进行中", "Notices, nothing, at work"),
        "figures": t("日期、数字、姓名", "Dates, figures, names"),
        "desk": t("等我办的事", "What needs me"),
        "hand_over": t("交办", "Hand over"),
        "reply": t("答复", "Reply"),
        "consequence": t("交办后，承办单位须在 2026 年 5 月 18 日前答复。", "Once handed over, the unit must reply by 18 May 2026."),
        "blocked": t("要先签收才能答复", "the unit signs for it first"),
        "blocked_source": t("办理办法 第九条", "Handling rules, article 9"),
        "number": t("编号", "Number"),
        "subject": t("事由", "Matter"),
        "state": t("状态", "State"),
        "due": t("答复期限", "Reply due"),
        "unit": t("承办单位", "Handling unit"),
        "signers": t("联名", "Signers"),
        "town": t("镇", "Town"),
        "filed": t("提出", "Filed"),
        "late": t("超期", "Overdue"),
        "concluded": t("办结", "Concluded"),
        "content": t("满意和基本满意", "Satisfied or basically"),
        "case_number": t("十九届三次会议第12号", "19th congress, 3rd session, no. 12"),
        "long_title": t(*LONG_TITLE),
        "long_unit": t(*LONG_UNIT),
        "proposers": t("提出代表", "Proposers"),
        "filed_on": t("提出日期", "Filed on"),
        "next": t("下一题", "Next"),
        "send": t("提交建议", "Send it"),
        "received": t("已收到您的建议", "Your suggestion is received"),
        "received_text": t("修复羊山村通村公路", "Repair the road to Yangshan"),
        "received_next": t("人大办三天内登记，有结果会通知您。", "The office registers it within three days and tells you of every step."),
        "saved": t("已保存。", "Saved."),
        "warned": t("还有 2 件没有分管领导。", "Two cases have no responsible leader yet."),
        "failed": t(
            "没有交办：另一位同事刚刚改过这件建议，请看看改了什么再办。",
            "Not handed over: a colleague has just changed this case. See what changed first.",
        ),
        "told": t("这一页的数字到昨天为止。", "The figures on this page are as of yesterday."),
        "none": t("现在没有要您办的事", "Nothing waits for you"),
        "none_text": t("下一次会议前 30 天，议案提交会在这里开始。", "Motions open here thirty days before the next session."),
        "none_verb": t("看看全部建议", "See all suggestions"),
        "working": t("正在导出", "Exporting"),
        "term": t("什么叫办复？", "What does “replied” mean?"),
        "term_text": t(
            "所有承办单位都已答复并送达代表。办复不等于办结。",
            "Every unit has replied and every proposer has the reply. It is not yet concluded.",
        ),
        "population": t("人口", "Population"),
        "invested": t("固定资产投资", "Fixed investment"),
        "on_time": t("按期答复", "Replied in time"),
        "last_seen": t("最后登录", "Last sign-in"),
        "card": t("联系人", "Whom to ring"),
    }
