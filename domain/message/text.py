"""A text in both languages, with facts in its places.

Source: docs/design.md 8 (Errors).
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from domain.text.label import Labelled
from domain.viewer import Language


class Text(NamedTuple):
    """One text in both languages, with the same placeholders."""

    zh: str
    en: str

    def in_language(self, language: Language) -> str:
        """The text in one language."""
        return self.en if language is Language.EN else self.zh

    def filled(self, facts: "Mapping[str, object]") -> "Text":
        """The same text with facts in their places."""
        return Text(*(fill(of, language, facts) for of, language in zip(self, (Language.ZH, Language.EN), strict=True)))


LISTED = Text("、", ", ")
"""What stands between the members of a list."""
NOTHING = Text("无", "none")
"""A list without members."""


def names_of(members: Iterable[Labelled]) -> dict[str, Text]:
    """Return the short names of an enumeration's members by their values, of those that have one."""
    return {each.value: Text(each.zh, each.en) for each in members if each.zh}


def listed_names(names: Iterable[str]) -> Text:
    """Several names, which are the same in every language, as one fact."""
    return listed(Text(name, name) for name in names)


def listed(texts: Iterable[Text]) -> Text:
    """Several texts as one fact; of no text that there is none."""
    each = tuple(texts) or (NOTHING,)
    return Text(LISTED.zh.join(text.zh for text in each), LISTED.en.join(text.en for text in each))


class _Kept(dict[str, object]):
    """Facts that are not known leave their placeholder as it stands: a statement may fill it in later."""

    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


def fill(of: str, language: Language, facts: Mapping[str, object]) -> str:
    """A text in one language with its facts in their places."""
    known = {name: fact.in_language(language) if isinstance(fact, Text) else fact for name, fact in facts.items()}
    return of.format_map(_Kept(known))
