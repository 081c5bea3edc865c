"""Names and telephone numbers of nobody: surnames by their frequency, given names by sex, a telephone prefix that is not assigned.

Source: docs/domain-facts.md 7.
"""

from random import Random

from domain.family import Sex

SURNAMES = {
    "王": 72,
    "李": 70,
    "张": 66,
    "陈": 58,
    "刘": 50,
    "杨": 32,
    "黄": 25,
    "徐": 24,
    "赵": 22,
    "周": 22,
    "吴": 21,
    "沈": 18,
    "朱": 16,
    "胡": 13,
    "何": 12,
    "方": 11,
    "余": 10,
    "章": 8,
    "郑": 8,
    "汪": 7,
    "洪": 6,
    "钱": 6,
    "俞": 6,
    "蒋": 5,
    "邵": 4,
    "欧阳": 2,
    "上官": 1,
    "诸葛": 1,
    "慕容": 1,
}
"""Weighted; compound ones among them (`db.protect.masking` keeps both characters of those)."""

FEMALE, MALE, EITHER = "芳娟敏静丽燕玲霞秀桂英兰凤梅洁琴", "伟强军勇斌刚平辉建国志海波涛荣根", "华明文玉春林金永红小云宝德"
MINORITY = {
    Sex.MALE: ("买买提·艾山", "阿不都·热合曼", "扎西·多吉", "次仁·旺堆"),
    Sex.FEMALE: ("阿依·古丽", "古丽·努尔", "乌日娜·其木格", "卓玛·央金"),
}
MINORITY_SHARE = 0.006
ONE_CHARACTER_SHARE = 0.3
PHONES = 10_000


def surname(random: Random) -> str:
    """A surname, as often as it is met."""
    return random.choices(tuple(SURNAMES), tuple(SURNAMES.values()))[0]


def given_name(random: Random, sex: Sex) -> str:
    """A given name of one or two characters."""
    last = random.choice(MALE if sex is Sex.MALE else FEMALE)
    return last if random.random() < ONE_CHARACTER_SHARE else random.choice(EITHER) + last


def full_name(random: Random, sex: Sex, family_name: str | None = None) -> str:
    """A name; of this family, if one is given."""
    if family_name is None and random.random() < MINORITY_SHARE:
        return random.choice(MINORITY[sex])
    return (family_name or surname(random)) + given_name(random, sex)


def inherited(name: str) -> str | None:
    """The surname that a child has from this name; None for names that hand none down."""
    if "·" in name:
        return None
    return name[:2] if name[:2] in SURNAMES else name[0]


class Phones:
    """Mobile numbers `1600000xxxx`, each given once until all are used up."""

    def __init__(self, random: Random) -> None:
        self._numbers = random.sample(range(PHONES), PHONES)
        self._given = 0

    def draw(self) -> str:
        """The next number."""
        number = self._numbers[self._given % PHONES]
        self._given += 1
        return f"1600000{number:04d}"
