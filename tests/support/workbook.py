"""Sheets as offices send them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

#: An old suggestion as a register has it, by the heads of the columns.
OLD: Mapping[str, Any] = {
    "编号": "十九届二次会议第1号", "届": 19, "次": 2, "号": 1, "案由": "硬化樊坡村通组路", "内容": "三公里土路雨天不通车。", "类别": "交通",
    "提出代表": "张三、李四", "是否公开": "是", "提出日期": "2023-02-26", "登记日期": "2023-02-27", "承办单位": "农业综合服务站", "交办日期": "2023-03-05",
    "答复日期": "2023-05-20", "答复文号": "构政函〔2023〕1号", "答复结果": "已经解决", "答复内容": "路已硬化。", "签发人": "孙志强", "送达日期": "2023-05-22",
    "评价日期": "2023-05-30", "办理态度": "满意", "办理结果": "基本满意", "办结日期": "2023-05-30",
}  # fmt: skip


def old(serial: int, **changed: Any) -> dict[str, Any]:
    return {**OLD, "编号": f"十九届二次会议第{serial}号", "号": serial, **changed}


def xlsx(rows: Sequence[Mapping[str, Any]], head: Sequence[str] = ()) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    columns = list(head or rows[0])
    sheet.append(columns)
    for row in rows:
        sheet.append([row.get(name) for name in columns])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
