"""Invents people: names, ages, schooling and callings as they are common in the towns of southern Shaanxi.

No second character of a given name is read ji, gui, jiang or yuan, so none of the real people named in the office's
essay can come out. Phones use the range 154, which no carrier holds.
"""

import random

from hub.demo.shapes import Official, Person

SURNAMES = (
    "王王王李李李张张张刘刘陈陈杨杨赵黄周吴徐胡朱郭何罗高梁邓冯曾程蔡彭潘袁董余苏叶吕魏蒋田杜沈姜范汪谭石廖贾夏韦付方邹熊孟秦"
    "邱侯雷龙段郝孔邵毛常万赖康贺严尹钱施洪龚屈党晏寇阮向卜谌吉成鲁柯"
)
MALE_FIRST = "国建志明正永德兴祥春先世文开善家传道仁宏厚全光启显忠孝大立长树景"
MALE_SECOND = "华平军林明安山成发友生庆新银良才康宝斌勇强洪锋田清海波峰智俊涛顺朝礼信富"
MALE_SINGLE = "军勇斌涛锋伟刚鹏磊超毅亮"
FEMALE_FIRST = "秀桂春玉兰翠金晓小文红美丽素淑晨雪彩世传先明"
FEMALE_SECOND = "芳英兰梅珍琴霞萍莲娟云艳燕敏玲婷香凤娥莉蓉菊慧"
FEMALE_SINGLE = "芳敏静娟燕艳丽莉婷倩"
SINGLE_SHARE, FEMALE_SHARE, HUI_SHARE, PARTY_SHARE = 0.14, 0.32, 0.04, 0.5

FIRST_BIRTH_YEAR, LAST_BIRTH_YEAR = 1958, 1998
SCHOOLING = (
    (1970, ("小学", "小学", "初中", "初中", "初中", "高中")),
    (1985, ("小学", "初中", "初中", "初中", "高中", "高中", "大专")),
    (LAST_BIRTH_YEAR, ("初中", "初中", "高中", "高中", "大专", "大专", "本科")),
)
OFFICE_SCHOOLING = ("大专", "大专", "本科", "本科", "高中")
CALLINGS = (
    "务农", "务农", "务农", "务农", "种植大户", "养殖户", "烤烟种植户", "村党支部书记", "村委会主任", "村文书", "村民小组长",
    "个体经营者", "乡村医生", "教师", "合作社理事长", "务工返乡人员", "企业负责人", "护林员", "退役军人", "货运司机",
)  # fmt: skip
PHONE_RANGE = "154"


class Registry:
    """Keeps names unique in one plan and phones in one row; every person it makes is in `people`."""

    def __init__(self) -> None:
        self.people: list[Person] = []
        self._names: set[str] = set()
        self._phones = 0

    def deputy(self, key: str, rng: random.Random) -> Person:
        birth_year = rng.randint(FIRST_BIRTH_YEAR, LAST_BIRTH_YEAR)
        return self._person(key, rng, birth_year, _schooling(birth_year, rng), rng.choice(CALLINGS))

    def office_worker(self, key: str, rng: random.Random, occupation: str) -> Person:
        return self._person(key, rng, rng.randint(1972, 1997), rng.choice(OFFICE_SCHOOLING), occupation)

    def official(self, title: str, rng: random.Random) -> Official:
        return Official(name=self._name(_sex(rng), rng), title=title, phone=self._phone())

    def _person(self, key: str, rng: random.Random, birth_year: int, education: str, occupation: str) -> Person:
        sex = _sex(rng)
        person = Person(
            key=key,
            name=self._name(sex, rng),
            sex=sex,
            birth_year=birth_year,
            ethnicity="回族" if rng.random() < HUI_SHARE else "汉族",
            education=education,
            party_member=rng.random() < PARTY_SHARE,
            occupation=occupation,
            phone=self._phone(),
        )
        self.people.append(person)
        return person

    def _name(self, sex: str, rng: random.Random) -> str:
        name = _invented(sex, rng)
        while name in self._names or len(set(name)) < len(name):
            name = _invented(sex, rng)
        self._names.add(name)
        return name

    def _phone(self) -> str:
        self._phones += 1
        return f"{PHONE_RANGE}{self._phones:08d}"


def _invented(sex: str, rng: random.Random) -> str:
    first, second, single = (MALE_FIRST, MALE_SECOND, MALE_SINGLE) if sex == "male" else (FEMALE_FIRST, FEMALE_SECOND, FEMALE_SINGLE)
    surname = rng.choice(SURNAMES)
    if rng.random() < SINGLE_SHARE:
        return surname + rng.choice(single)
    return surname + rng.choice(first) + rng.choice(second)


def _sex(rng: random.Random) -> str:
    return "female" if rng.random() < FEMALE_SHARE else "male"


def _schooling(birth_year: int, rng: random.Random) -> str:
    return next(rng.choice(schools) for until, schools in SCHOOLING if birth_year <= until)
