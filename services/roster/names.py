"""How a name is sorted: by the surname as it is read as a surname, then by the given name."""
from __future__ import annotations

from typing import Final

from pypinyin import Style, lazy_pinyin

#: Surnames of one character whose reading differs from the character's usual one.
READ_AS: Final = {
    "曾": "zeng1", "单": "shan4", "仇": "qiu2", "区": "ou1", "解": "xie4", "查": "zha1", "任": "ren2", "华": "hua4",
    "朴": "piao2", "盖": "ge3", "尉": "wei4", "召": "shao4", "折": "she2", "缪": "miao4", "翟": "zhai2", "乐": "yue4",
    "冼": "xian3", "员": "yun4", "种": "chong2", "秘": "bi4", "覃": "qin2", "谌": "chen2", "哈": "ha3", "那": "na1",
    "逄": "pang2", "郇": "xun2", "郗": "xi1", "燕": "yan1", "纪": "ji3", "万": "wan4", "过": "guo1", "葛": "ge3",
    "车": "che1", "卜": "bu3", "重": "chong2", "贾": "jia3", "洗": "xian3", "牟": "mu4", "应": "ying1", "黑": "he4",
    "句": "gou1", "阚": "kan4", "幺": "yao1", "乜": "nie4", "佴": "nai4", "祭": "zhai4", "角": "jue2", "繁": "po2",
    "盛": "sheng4", "阙": "que1", "柏": "bai3", "冯": "feng2", "都": "du1", "会": "gui4", "瞿": "qu2", "隗": "wei3",
    "宓": "mi4", "曲": "qu1", "隽": "juan4",
}  # fmt: skip

#: Surnames of two characters, each with its reading.
COMPOUND: Final = {
    "欧阳": "ou1yang2", "司马": "si1ma3", "诸葛": "zhu1ge3", "上官": "shang4guan1", "司徒": "si1tu2", "东方": "dong1fang1",
    "皇甫": "huang2fu3", "尉迟": "yu4chi2", "公孙": "gong1sun1", "慕容": "mu4rong2", "令狐": "ling2hu2", "夏侯": "xia4hou2",
    "长孙": "zhang3sun1", "宇文": "yu3wen2", "司空": "si1kong1", "端木": "duan1mu4", "独孤": "du2gu1", "南宫": "nan2gong1",
    "西门": "xi1men2", "闻人": "wen2ren2", "澹台": "tan2tai2", "公冶": "gong1ye3", "申屠": "shen1tu2", "轩辕": "xuan1yuan2",
    "呼延": "hu1yan2", "钟离": "zhong1li2", "万俟": "mo4qi2", "赫连": "he4lian2", "濮阳": "pu2yang2", "淳于": "chun2yu2",
    "单于": "chan2yu2", "太史": "tai4shi3", "太叔": "tai4shu1", "宗政": "zong1zheng4", "百里": "bai3li3", "东郭": "dong1guo1",
    "公羊": "gong1yang2", "梁丘": "liang2qiu1", "拓跋": "tuo4ba2", "完颜": "wan2yan2", "仲孙": "zhong4sun1", "鲜于": "xian1yu2",
    "闾丘": "lv2qiu1", "司寇": "si1kou4", "亓官": "qi2guan1", "漆雕": "qi1diao1", "叔孙": "shu1sun1", "第五": "di4wu3",
    "谷梁": "gu3liang2",
}  # fmt: skip


def sort_key(name: str) -> str:
    """Latin key of a name: surname with tones and its characters, so that 张 and 章 stay apart, then the given name.

    A name that is not in Chinese characters sorts as it is written. Bytewise order is meant (collation C).
    """
    if not _is_chinese(name[:1]):
        return name.casefold()
    surname, reading = _surname(name)
    given = name[len(surname) :]
    return " ".join([reading, surname, *_read(given), given]).rstrip()


def _is_chinese(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


def _surname(name: str) -> tuple[str, str]:
    if len(name) > 2 and name[:2] in COMPOUND:
        return name[:2], COMPOUND[name[:2]]
    return name[0], READ_AS.get(name[0]) or "".join(_read(name[0]))


def _read(characters: str) -> list[str]:
    return [syllable.casefold() for syllable in lazy_pinyin(characters, style=Style.TONE3, neutral_tone_with_five=True, v_to_u=False)]
