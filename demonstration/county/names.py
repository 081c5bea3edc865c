"""Draw invented names and telephone numbers: surnames by their frequency, given names by sex, an unassigned telephone prefix.

Source: docs/domain-facts.md 7.
"""

from random import Random

from domain.family import Sex

SURNAMES = dict(
    zip(
        "王李张陈刘杨黄徐赵周吴沈朱胡何方余章郑汪洪钱俞蒋邵",
        (72, 70, 66, 58, 50, 32, 25, 24, 22, 22, 21, 18, 16, 13, 12, 11, 10, 8, 8, 7, 6, 6, 6, 5, 4),
        strict=True,
    )
) | {"欧阳": 2, "上官": 1, "诸葛": 1, "慕容": 1}
"""Surname -> weight; the last four have two characters, of which a masked name keeps both."""

FEMALE, MALE, EITHER = "芳娟敏静丽燕玲霞秀桂英兰凤梅洁琴", "伟强军勇斌刚平辉建国志海波涛荣根", "华明文玉春林金永红小云宝德"
MINORITY = {
    Sex.MALE: ("买买提·艾山", "阿不都·热合曼", "扎西·多吉", "次仁·旺堆"),
    Sex.FEMALE: ("阿依·古丽", "古丽·努尔", "乌日娜·其木格", "卓玛·央金"),
}
MINORITY_SHARE = 0.006
ONE_CHARACTER_SHARE = 0.3
PHONES = 10_000


def surname(random: Random) -> str:
    """Draw a surname by its weight."""
    return random.choices(tuple(SURNAMES), tuple(SURNAMES.values()))[0]


def given_name(random: Random, sex: Sex) -> str:
    """Draw a given name of one or two characters."""
    last = random.choice(MALE if sex is Sex.MALE else FEMALE)
    return last if random.random() < ONE_CHARACTER_SHARE else random.choice(EITHER) + last


def full_name(random: Random, sex: Sex, family_name: str | None = None) -> str:
    """Draw a whole name, with the given surname if there is one."""
    if family_name is None and random.random() < MINORITY_SHARE:
        return random.choice(MINORITY[sex])
    return (family_name or surname(random)) + given_name(random, sex)


def inherited(name: str) -> str | None:
    """Return the surname that children inherit from a name; None for a minority name, which has none."""
    if "·" in name:
        return None
    return name[:2] if name[:2] in SURNAMES else name[0]


class Phones:
    """Draws mobile numbers `1600000xxxx` in random order, each once before any comes again."""

    def __init__(self, random: Random) -> None:
        self._numbers = random.sample(range(PHONES), PHONES)
        self._given = 0

    def draw(self) -> str:
        """Return the next number."""
        number = self._numbers[self._given % PHONES]
        self._given += 1
        return f"1600000{number:04d}"
