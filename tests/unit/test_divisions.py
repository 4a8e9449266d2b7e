"""The shipped division data: what is a town, what is not, and to whom it belongs."""

import pytest

from townships.divisions import Level, division, has_congress, townships_of, villages_of


def test_gouyuan_is_a_town_of_xunyang_with_its_seven_villages():
    gouyuan = division("610981117")

    assert gouyuan is not None
    assert (gouyuan.name, gouyuan.level, gouyuan.parent) == ("构元镇", Level.TOWN, "610981")
    assert (gouyuan.county, gouyuan.city, gouyuan.province) == ("旬阳市", "安康市", "陕西省")
    assert [village.name for village in villages_of("610981117")] == [
        "构元社区", "樊坡村", "王河村", "金马塔村", "开花村", "林相村", "羊山村",
    ]  # fmt: skip


def test_a_county_is_known_by_six_digits():
    xunyang = division("610981")

    assert xunyang is not None
    assert (xunyang.name, xunyang.level, xunyang.parent) == ("旬阳市", Level.COUNTY, "610900")
    assert not has_congress(xunyang)


def test_xunyang_has_21_towns_and_all_of_them_have_villages():
    towns = townships_of("610981")

    assert len(towns) == 21
    assert all(has_congress(town) and villages_of(town.code) for town in towns)
    assert [town.code for town in towns] == sorted(town.code for town in towns)


def test_a_subdistrict_has_no_congress():
    donghuamen = division("110101001")

    assert donghuamen is not None
    assert donghuamen.level is Level.SUBDISTRICT
    assert not has_congress(donghuamen)


@pytest.mark.parametrize("code", ["150721200", "110112209"])
def test_an_ethnic_township_is_recognised_by_either_form_of_its_name(code):
    place = division(code)

    assert place is not None
    assert place.name.endswith("族乡")
    assert place.level is Level.ETHNIC_TOWNSHIP
    assert has_congress(place)


def test_a_farm_is_no_town():
    farm = division("420682501")

    assert farm is not None
    assert (farm.name, farm.level) == ("蔬菜原种场", Level.OTHER)
    assert not has_congress(farm)


@pytest.mark.parametrize("code", ["", "610981999", "999999", "61098111", "6109811170", "61098111x", "构元镇"])
def test_an_unknown_code_is_none(code):
    assert division(code) is None


def test_villages_of_an_unknown_town_or_a_county_are_none():
    assert villages_of("610981999") == []
    assert villages_of("610981") == []


def test_towns_of_an_unknown_county_are_none():
    assert townships_of("61") == []
    assert townships_of("999999") == []


def test_chongqing_has_786_towns_with_a_congress_in_its_38_counties():
    counties = [code for number in (*range(500101, 500157), *range(500229, 500244)) if division(code := str(number))]
    towns = [town for code in counties for town in townships_of(code) if has_congress(town)]

    assert len(counties) == 38
    assert len(towns) == 786
