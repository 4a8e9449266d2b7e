"""How names are sorted."""
from __future__ import annotations

import pytest

from roster.names import COMPOUND, READ_AS, sort_key


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("曾国强", "zeng1 曾"), ("单大军", "shan4 单"), ("仇小英", "qiu2 仇"), ("区志强", "ou1 区"),
        ("解学恭", "xie4 解"), ("查良平", "zha1 查"), ("任正新", "ren2 任"), ("华大庚", "hua4 华"),
        ("朴永泰", "piao2 朴"), ("盖小天", "ge3 盖"), ("尉迟恭", "yu4chi2 尉迟"), ("欧阳修文", "ou1yang2 欧阳"),
        ("司马光明", "si1ma3 司马"), ("诸葛明", "zhu1ge3 诸葛"), ("上官云", "shang4guan1 上官"), ("单于明", "chan2yu2 单于"),
        ("长孙明", "zhang3sun1 长孙"), ("万俟明", "mo4qi2 万俟"), ("覃小芳", "qin2 覃"), ("吕布", "lv3 吕"),
        ("陈桂芳", "chen2 陈"),
    ],
)  # fmt: skip
def test_a_surname_is_read_as_a_surname(name, reading):
    assert sort_key(name).startswith(reading + " ")


def test_names_go_by_surname_then_given_name_and_equal_readings_stay_apart():
    names = ["章小兰", "张伟", "欧阳修文", "欧小明", "张安", "章伟", "曾国强", "安宁", "区志强"]
    assert sorted(names, key=sort_key) == ["安宁", "区志强", "欧小明", "欧阳修文", "曾国强", "张安", "张伟", "章伟", "章小兰"]


@pytest.mark.parametrize("name", ["欧阳", "单于", "张", "司"])
def test_a_name_that_is_too_short_for_a_compound_surname_has_a_simple_one(name):
    assert f" {name[0]}" in sort_key(name)


def test_names_that_are_not_in_chinese_characters_sort_as_they_are_written():
    assert sort_key("Ahmed") == "ahmed"
    assert sort_key("买买提·吐尔逊").startswith("mai3 买 ")
    assert sort_key("") == ""


def test_every_reading_is_pinyin_with_a_tone():
    for surname, reading in READ_AS.items():
        assert len(surname) == 1
        assert reading[:-1].isascii()
        assert reading[:-1].isalpha()
        assert reading[-1] in "1234"
    assert all(len(surname) == 2 and reading[-1] in "1234" for surname, reading in COMPOUND.items())
