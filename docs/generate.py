"""Prints docs/generated/: the tables of the house as pages, so that nobody has to read code to look something up.

Source: docs/design.md 3 and 9. `make docs` writes them; a test holds what stands there equal to what is printed.
"""

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path

from graphql import GraphQLEnumType

from api.families import FAMILIES
from domain.disclosure import BY_CONTRACT
from domain.message.message import TEXTS
from domain.rules.access import FIELDS, LEVELS, SUPERIOR_LEVELS, level_of
from domain.rules.action import (
    Action,
    Ahead,
    Asked,
    AtCounty,
    Back,
    ByInput,
    Column,
    Differs,
    Equals,
    Fact,
    Flag,
    Gives,
    Guard,
    InWorkingDays,
    Less,
    LimitOf,
    NotAsked,
    Operand,
    Party,
    Set,
    Subject,
    To,
    Unset,
    Zero,
)
from domain.rules.actions import ACTIONS
from domain.rules.condition import About, Condition
from domain.rules.group import Group, Level
from domain.rules.rows import ROWS
from domain.viewer import Kind
from resolvers.commands.all import COMMANDS
from schema.build.assemble import graphql_of
from schema.contract import contract
from settings.kind import default, variable
from settings.settings import Settings
from terminal import command

FOLDER = Path(__file__).parent / "generated"
PRINTED = "Printed from {source} by `make docs`; change it there."


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |" for line in lines)


def page(title: str, source: str, *parts: str) -> str:
    """A page: its title, from where it is printed, and its parts."""
    return "\n\n".join((f"# {title}", PRINTED.format(source=source), *parts)) + "\n"


def code(word: object) -> str:
    """A word as it stands in code; nothing for nothing."""
    return f"`{word}`" if word else ""


def codes(words: Iterable[object]) -> str:
    """Several of them, in alphabetical order."""
    return " ".join(code(word) for word in sorted(map(str, words)))


def actions() -> str:
    """Who may do what."""
    described = _described("ActionName")
    rows = [
        (
            code(action.name),
            described[action.name],
            code(action.over) if action.over is not Subject.NOTHING else "",
            "; ".join(_party(party) for party in action.by),
            codes(action.frm),
            _target(action),
            "; ".join(f"{_guard(guard)}, else `{guard.otherwise}`" for guard in action.guards),
        )
        for action in ACTIONS
    ]
    head = ("action", "what it does", "over", "by whom", "from", "to", "only if")
    note = "Nothing under *to*: the state stays. *of*: the column of the row that must name the viewer's office."
    return page("Actions", "`domain/rules/actions.py`", note, table(head, rows))


def _party(party: Party) -> str:
    office = f" of `{party.office}`" if party.office else ""
    kinds = f" as {codes(party.kinds)}" if party.kinds else ""
    kinds += "" if party.self_handled is None else ", self-handled" if party.self_handled else ", not self-handled"
    kinds += " above its office in the line" if party.line else ""
    return f"{codes(party.roles)}{office}{kinds}" + (f" in {codes(party.only)}" if party.only else "")


def _target(action: Action) -> str:
    to: To = action.to
    match to:
        case None:
            return ""
        case Back():
            return f"back to {code(to.column)}" + (", or stays" if to.may_stay else "")
        case ByInput():
            return f"one of {codes(to.states)}"
    return code(to)


def _guard(guard: Guard) -> str:
    match guard:
        case Flag():
            return code(guard.column)
        case Unset():
            return f"{code(guard.column)} is empty"
        case Set():
            return f"{code(guard.column)} is set"
        case Zero():
            return f"{code(guard.column)} is 0"
        case AtCounty():
            return f"{code(guard.column)} is a county"
        case Ahead():
            return f"{code(guard.column)} is empty or still to come"
        case Asked():
            return f"{code(guard.ask.name)} is open"
        case NotAsked():
            return f"{code(guard.ask.name)} is not open"
        case Gives():
            return f"{code(guard.group)} is given after signing"
        case Equals():
            return f"{_operand(guard.left)} is {_operand(guard.right)}"
        case Differs():
            return f"{_operand(guard.left)} differs from {_operand(guard.right)}"
        case Less():
            return f"{_operand(guard.left)} before {_operand(guard.right)}"


def _operand(operand: Operand) -> str:
    match operand:
        case Column():
            return code(operand.name)
        case LimitOf():
            return f"the limit `{operand.key}`"
        case InWorkingDays():
            return f"now and `{operand.key}` working days"
        case Fact.NOW:
            return "now"
        case Fact.ACCOUNT:
            return "the viewer"


def access() -> str:
    """Who sees which fields, and from which level."""
    levels = [(code(kind), *(_level(kind, group) for group in Group)) for kind in Kind]
    line = ", ".join(f"{group} {level.name}" for group, level in SUPERIOR_LEVELS.items())
    shared = "`FAMILY_ACCESS`: what the share contract gives the office now."
    types: dict[str, dict[tuple[Group, Level], list[str]]] = {}
    for field, cell in FIELDS.items():
        of_type, _, name = field.partition(".")
        types.setdefault(of_type, {}).setdefault((cell.group, cell.at), []).append(name)
    cells = [
        (code(of_type), group, at.name, " ".join(code(name) for name in names))
        for of_type, groups in types.items()
        for (group, at), names in groups.items()
    ]
    return page(
        "Access to fields",
        "`domain/rules/access.py`",
        "## Level of each kind of viewer in each group",
        f"{shared} `SUPERIOR`: that too, and for rows of its line {line}. Empty: HIDDEN.",
        table(("viewer", *Group), levels),
        "## Group of each field, and the level from which it shows",
        f"A share contract gives {', '.join(BY_CONTRACT)}. A field that is not here is shown to nobody.",
        table(("type", "group", "from", "fields"), cells),
    )


def _level(kind: Kind, group: Group) -> str:
    level = level_of(kind, group)
    return level.name if group is Group.REFERENCE or group in LEVELS[kind] else ""


def rows() -> str:
    """Who sees which rows."""
    printed = [
        (code(name), *(" or ".join(_condition(each) for each in rule.get(kind, ())) for kind in Kind)) for name, rule in ROWS.items()
    ]
    return page(
        "Access to rows",
        "`domain/rules/rows.py`",
        "An empty cell: nobody of that kind sees such a row. The words are explained where they are defined.",
        table(("table", *Kind), printed),
    )


def _condition(condition: Condition) -> str:
    if isinstance(condition, About):
        return f"of {code(' '.join(condition.subjects))} ({' or '.join(_condition(each) for each in condition.words)})"
    of = " ".join(str(value) for each in fields(condition) if (value := getattr(condition, each.name)) is not None)
    return f"{type(condition).__name__} {code(of)}".strip()


def errors() -> str:
    """Every error code with both of its texts."""
    return page(
        "Error codes",
        "`domain/message/message.py`",
        "Words in braces are filled in.",
        table(("code", "中文", "English"), [(code(name), text.zh, text.en) for name, text in sorted(TEXTS.items())]),
    )


def events() -> str:
    """What the history of a referral can hold."""
    printed = [(code(name), meaning) for name, meaning in _described("EventName").items()]
    return page(
        "Events", "`schema/subjects/action.py`", "An event is called as the action that it records.", table(("event", "meaning"), printed)
    )


def _described(name: str) -> dict[str, str]:
    """The values of an enumeration of the contract, with what they mean."""
    enumeration = graphql_of(contract(COMMANDS)).type_map[name]
    assert isinstance(enumeration, GraphQLEnumType)
    return {value: " ".join((of.description or "").split()) for value, of in enumeration.values.items()}


def settings() -> str:
    """What the environment decides."""
    printed = [(code(variable(each)), code(default(each)), str(each.metadata["meaning"])) for each in fields(Settings)]
    return page(
        "Settings",
        "`settings/settings.py`",
        "What they mean in production: `docs/settings.md`.",
        table(("variable", "default", "meaning"), printed),
    )


def metrics() -> str:
    """What `/metrics` tells."""
    printed = [(code(each.name), each.kind.value, codes(each.labels), each.meaning) for each in FAMILIES]
    note = "Counters end in `_total`, histograms in `_bucket`, `_sum` and `_count`. What to make of them: `docs/operations.md`."
    return page("Metrics", "`api/families.py`", note, table(("metric", "kind", "labels", "meaning"), printed))


def commands() -> str:
    """What `lianbang` can do."""
    printed = [(code(f"lianbang {usage}"), meaning) for usage, meaning in _commands(command.parser())]
    return page("Commands", "`command.py`", "`lianbang COMMAND --help` says more.", table(("command", "what it does"), printed))


def _commands(parser: argparse.ArgumentParser, before: str = "") -> Iterable[tuple[str, str]]:
    """The commands below a parser. It has no public way to ask for them."""
    for action in parser._actions:  # noqa: SLF001
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            meanings = {each.dest: each.help or "" for each in action._get_subactions()}  # noqa: SLF001
            for name, below in action.choices.items():
                inner = list(_commands(below, f"{before}{name} "))
                yield from inner or [(f"{before}{name}", meanings[name])]


def contents() -> str:
    """The list of the pages."""
    listed = [f"- [{(made.__doc__ or '').strip()}]({name})" for name, made in PAGES.items() if made is not contents]
    return page("Printed from the code", "the tables of the house", "\n".join(listed))


PAGES: Mapping[str, Callable[[], str]] = {
    "README.md": contents,
    "actions.md": actions,
    "access.md": access,
    "rows.md": rows,
    "errors.md": errors,
    "events.md": events,
    "settings.md": settings,
    "metrics.md": metrics,
    "commands.md": commands,
}


def main() -> None:
    """Write every page."""
    FOLDER.mkdir(exist_ok=True)
    for name, printed in PAGES.items():
        (FOLDER / name).write_text(printed())


if __name__ == "__main__":
    main()
