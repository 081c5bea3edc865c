"""What a name of a person is written with: the characters of every Han extension, letters of any script, and one dot.

Source: docs/domain.md 2 (Person); Unicode 17, blocks of CJK ideographs. A Python knows the characters of the year in which it was made: the
blocks of Han are ranges of our own, so that a name is valid whatever the Python.
"""

import re
import unicodedata

HAN = (
    (0x3005, 0x3007),  # 々 〆 〇
    (0x3400, 0x4DBF),  # extension A
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),  # compatibility
    (0x20000, 0x2FFFD),  # the supplementary plane: extensions B to F, I, compatibility
    (0x30000, 0x3FFFD),  # the tertiary plane: extensions G, H, J and what comes
)
"""First and last of each range, ends included."""
BESIDE = frozenset("·-'’. ")
"""What stands between the letters of a name."""
DOTS = str.maketrans(
    dict.fromkeys("•‧∙⋅・･●．﹒｡ㆍ◦∘⦁˙․⸱⸳ꞏ᛫ᐧ\u0387\U00010101", "·")  # each of them is typed, or pasted, for the dot between names
)
FULL_STOP = re.compile(r"(?<=[^\x00-\x7f·])[.。](?=[^\x00-\x7f·])")
"""A full stop between letters that are not Latin: the dot, as keyboards have it. `A. Smith` keeps its own."""
AROUND_DOT = re.compile(r"\s*·[\s·]*")


def is_han(character: str) -> bool:
    """Whether a character is an ideograph, be it assigned by this Python's Unicode or a later one."""
    return any(first <= ord(character) <= last for first, last in HAN)


def is_letter(character: str) -> bool:
    """Whether a name may begin with it; those that a font of its own shows (private use) are somebody's name too."""
    return is_han(character) or unicodedata.category(character)[0] == "L" or unicodedata.category(character) == "Co"


def is_of_name(character: str) -> bool:
    """Whether a name may hold it."""
    return character in BESIDE or is_letter(character) or unicodedata.category(character)[0] == "M"


def with_one_dot(name: str) -> str:
    """A name whose parts are joined by · alone, however the dot was typed."""
    return AROUND_DOT.sub("·", FULL_STOP.sub("·", name.translate(DOTS))).strip("·")
