"""Texts in both languages, and how placeholders are filled.

Source: docs/design.md 8 (Errors).
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from domain.text.label import Labelled
from domain.viewer import Language


class Text(NamedTuple):
    """One text in Chinese and English, with the same placeholders in both."""

    zh: str
    en: str

    def in_language(self, language: Language) -> str:
        """Return the text in one language."""
        return self.en if language is Language.EN else self.zh

    def filled(self, facts: "Mapping[str, object]") -> "Text":
        """Return the text with facts in its placeholders; a placeholder without a fact stays."""
        return Text(*(fill(of, language, facts) for of, language in zip(self, (Language.ZH, Language.EN), strict=True)))


LISTED = Text("、", ", ")
"""The separator of a list."""
NOTHING = Text("无", "none")
"""The text of an empty list."""


def names_of(members: Iterable[Labelled]) -> dict[str, Text]:
    """Return the short names of an enumeration's members by their values, of those that have one."""
    return {each.value: Text(each.zh, each.en) for each in members if each.zh}


def listed_names(names: Iterable[str]) -> Text:
    """Return a list of names that are the same in every language as one text."""
    return listed(Text(name, name) for name in names)


def listed(texts: Iterable[Text]) -> Text:
    """Return a list of texts as one text; `NOTHING` if it is empty."""
    each = tuple(texts) or (NOTHING,)
    return Text(LISTED.zh.join(text.zh for text in each), LISTED.en.join(text.en for text in each))


class _Kept(dict[str, object]):
    """Facts by name. A placeholder without a fact stays as it is, since SQL may fill it later."""

    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


def fill(of: str, language: Language, facts: Mapping[str, object]) -> str:
    """Return a text in one language with facts in its placeholders; facts that are texts are put in that language."""
    known = {name: fact.in_language(language) if isinstance(fact, Text) else fact for name, fact in facts.items()}
    return of.format_map(_Kept(known))
