"""What stands in which column of which sheet: its head, what it must be, an example for the template. A new column is a line here."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

import msgspec

from imports.events import Kind


class Form(StrEnum):
    """What a cell is read as."""

    TITLE = "title"
    LINE = "line"
    TEXT = "text"
    DAY = "day"
    NUMBER = "number"
    SESSION = "session"
    NAMES = "names"
    YES = "yes"
    CHOICE = "choice"


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """`head` is the office's own word, in which the template is written. `choices`: what may stand there, and what it is kept as."""

    name: str
    head: str
    form: Form = Form.LINE
    needed: bool = False
    example: str = ""
    choices: Mapping[str, str] = {}


SATISFACTION: Final = {"满意": "satisfied", "基本满意": "basically", "不满意": "dissatisfied"}
# fmt: off
DEPUTIES: Final[Sequence[Column]] = (
    Column(name="term", head="届", form=Form.NUMBER, needed=True, example="19"),
    Column(name="number", head="代表编号", form=Form.NUMBER, needed=True, example="12"),
    Column(name="name", head="姓名", needed=True, example="张桂芳"),
    Column(name="sex", head="性别", form=Form.CHOICE, needed=True, example="女", choices={"男": "male", "女": "female"}),
    Column(name="birth_year", head="出生年份", form=Form.NUMBER, needed=True, example="1972"),
    Column(name="ethnicity", head="民族", example="汉族"),
    Column(name="education", head="文化程度", form=Form.CHOICE, example="初中", choices={
        "小学": "primary", "初中": "junior_high", "高中": "senior_high", "中专": "senior_high", "大专": "college", "本科": "bachelor", "研究生": "postgraduate",
    }),
    Column(name="party_member", head="中共党员", form=Form.YES, example="否"),
    Column(name="occupation", head="职业", example="务农"),
    Column(name="phone", head="电话", example="15400000000"),
    Column(name="mandate_from", head="任职起始", form=Form.DAY, needed=True, example="2022-01-10"),
)
UNITS: Final[Sequence[Column]] = (
    Column(name="name", head="单位名称", needed=True, example="农业综合服务站"),
    Column(name="kind", head="单位类别", form=Form.CHOICE, needed=True, example="政府内设机构", choices={
        "政府内设机构": "government_office", "政府领导": "government_leader", "派出机构": "stationed_agency", "党委部门": "party_office",
        "主席团": "presidium", "县直部门": "county_department", "乡镇政府": "township_government",
    }),
    Column(name="leader", head="负责人", needed=True, example="孙志强"),
    Column(name="contact", head="联系人", example="刘洋"),
    Column(name="phone", head="电话", example="15400000099"),
)
CASES: Final[Sequence[Column]] = (
    Column(name="number", head="编号", needed=True, example="十八届二次会议第12号"),
    Column(name="term", head="届", form=Form.NUMBER, needed=True, example="18"),
    Column(name="session", head="次", form=Form.SESSION, needed=True, example="2"),
    Column(name="serial", head="号", form=Form.NUMBER, needed=True, example="12"),
    Column(name="title", head="案由", form=Form.TITLE, needed=True, example="硬化樊坡村通组路"),
    Column(name="text", head="内容", form=Form.TEXT, example="三公里土路雨天不通车。"),
    Column(name="proposal", head="建议", form=Form.TEXT, example="今年硬化。"),
    Column(name="category", head="类别", example="交通"),
    Column(name="where", head="地点", example="樊坡村三组"),
    Column(name="deputies", head="提出代表", form=Form.NAMES, needed=True, example="张桂芳、李秀英"),
    Column(name="public", head="是否公开", form=Form.YES, example="否"),
    Column(name="submitted_on", head="提出日期", form=Form.DAY, needed=True, example="2018-02-26"),
    Column(name="registered_on", head="登记日期", form=Form.DAY, example="2018-02-27"),
    Column(name="units", head="承办单位", form=Form.NAMES, example="农业综合服务站"),
    Column(name="handed_over_on", head="交办日期", form=Form.DAY, example="2018-03-05"),
    Column(name="due_on", head="答复期限", form=Form.DAY, example="2018-06-05"),
    Column(name="replied_on", head="答复日期", form=Form.DAY, example="2018-05-20"),
    Column(name="reply_number", head="答复文号", example="构政函〔2018〕12号"),
    Column(name="meaning", head="答复结果", form=Form.CHOICE, example="已经解决", choices={
        "已经解决": "solved", "已解决": "solved", "正在解决": "under_way", "列入计划": "planned", "解释说明": "explained", "已向上反映": "referred",
    }),
    Column(name="reply_text", head="答复内容", form=Form.TEXT, example="路已硬化。"),
    Column(name="signed_off_by", head="签发人", example="孙志强"),
    Column(name="delivered_on", head="送达日期", form=Form.DAY, example="2018-05-22"),
    Column(name="rated_on", head="评价日期", form=Form.DAY, example="2018-05-30"),
    Column(name="attitude", head="办理态度", form=Form.CHOICE, example="满意", choices=SATISFACTION),
    Column(name="result", head="办理结果", form=Form.CHOICE, example="基本满意", choices=SATISFACTION),
    Column(name="concluded_on", head="办结日期", form=Form.DAY, example="2018-05-30"),
)
# fmt: on
SHEETS: Final[Mapping[Kind, Sequence[Column]]] = {Kind.DEPUTIES: DEPUTIES, Kind.UNITS: UNITS, Kind.CASES: CASES}
MOST_ROWS: Final = 20_000
