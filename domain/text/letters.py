"""The characters of a person's name: ideographs of every Han extension, letters of any script, and one kind of dot.

Source: docs/domain.md 2 (Person); Unicode 17, blocks of CJK ideographs. These blocks are listed here, because each version of Python
knows only the characters of its own time, and a name must be valid under all of them.
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
"""The first and last code point of each range."""
OF_HAN = re.compile(f"[{''.join(f'{chr(first)}-{chr(last)}' for first, last in HAN)}]+")
BESIDE = frozenset("·-'’. ")
"""The other characters that a name may contain."""
DOTS = str.maketrans(
    dict.fromkeys("•‧∙⋅・･●．﹒｡ㆍ◦∘⦁˙․⸱⸳ꞏ᛫ᐧ\u0387\U00010101", "·")  # each of them is typed, or pasted, for the dot between names
)
FULL_STOP = re.compile(r"(?<=[^\x00-\x7f·])[.。](?=[^\x00-\x7f·])")
"""A full stop between letters that are not Latin, which is typed for the dot. The one in `A. Smith` is kept."""
AROUND_DOT = re.compile(r"\s*·[\s·]*")


def is_han(character: str) -> bool:
    """Return whether a character is an ideograph, also of a later Unicode than this Python's."""
    return OF_HAN.match(character) is not None


def is_letter(character: str) -> bool:
    """Return whether a character is a letter of a name; private-use characters count, since some names are only written with them."""
    return is_han(character) or unicodedata.category(character)[0] == "L" or unicodedata.category(character) == "Co"


def is_of_name(character: str) -> bool:
    """Return whether a name may contain a character."""
    return character in BESIDE or is_letter(character) or unicodedata.category(character)[0] == "M"


def is_name(text: str) -> bool:
    """Return whether a text may be a name: of such characters, one of them a letter. Most are of ideographs alone."""
    return OF_HAN.fullmatch(text) is not None or (all(map(is_of_name, text)) and any(map(is_letter, text)))


def with_one_dot(name: str) -> str:
    """Return a name with every kind of dot between its parts as ·, without spaces around it."""
    return AROUND_DOT.sub("·", FULL_STOP.sub("·", name.translate(DOTS))).strip("·")
