"""Turn the files of db/reference into rows of their tables, without writing them.

Source: the heads of the files; docs/domain.md 3, 4 and 7. A row maps columns to values; `version` and `origin` are added on writing.
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from domain.catalogue import AppliesBy, Binding, Instance
from domain.disclosure import BY_CONTRACT, OF_ASSISTING, Half
from domain.outcome import OutcomeKind
from domain.rules.group import Group, Level

Row = dict[str, Any]
Document = Mapping[str, Any]

UNNAMED = {"level": Level.HIDDEN.name, "zh": "本类帮扶不需要", "en": "Not needed for this type of help"}
"""The line of a group that a contract does not name."""
NOT_TO_ASSIST = {"level": Level.HIDDEN.name, "zh": "协办不需要", "en": "Not needed to assist"}
"""The line of a group that no assisting office is given."""
OF_A_LIST = {"valid_from", "source", "codes"}
OF_A_CODE = {"zh", "en", "valid_from", "valid_to", "source"}


def read_document(path: Path) -> Document:
    """Return the content of a TOML file. Raises OSError, tomllib.TOMLDecodeError."""
    return tomllib.loads(path.read_text("utf-8"))


def names(document: Document) -> Iterator[Row]:
    """Yield rows of `code_name`, one for each name that a code has or had. Raises ValueError for an unknown key, KeyError."""
    for code_list, about in document.items():
        if unknown := set(about) - OF_A_LIST:
            raise ValueError(f"{code_list}: unknown keys {sorted(unknown)}")
        for position, (code, named) in enumerate(about["codes"].items(), 1):
            in_time = named if isinstance(named, list) else [named]
            until = [later["valid_from"] for _, later in pairwise(in_time)]
            for given, ended in zip(in_time, [*until, None], strict=True):
                yield {
                    "list": code_list,
                    "code": code,
                    "name_zh": given["zh"],
                    "name_en": given["en"],
                    "position": position,
                    "facts": {key: value for key, value in given.items() if key not in OF_A_CODE},
                    "valid_from": given.get("valid_from", about["valid_from"]),
                    "valid_to": given.get("valid_to", ended),
                    "source": given.get("source", about["source"]),
                }


def types(document: Document) -> Iterator[Row]:
    """Yield rows of `assistance_type`. Raises ValueError for an unknown word, KeyError."""
    for code, given in document.items():
        limit = given["limit"]
        yield {
            "code": code,
            "key": given["key"],
            "name_zh": given["zh"],
            "name_en": given["en"],
            "lead_department": given["lead"],
            "co_departments": given.get("with", []),
            "domains": given["domains"],
            "applies_by": AppliesBy(given["applies_by"]).value if "applies_by" in given else None,
            "accepted_at": Instance(given["accepted_at"]).value,
            "decided_at": Instance(given["decided_at"]).value,
            "needs_application": given.get("needs_application", False),
            "urgency_applies": given.get("urgency_applies", False),
            "needs_certificate": given.get("needs_certificate", False),
            "pooled": given.get("pooled", False),
            "reveal_foreseen": given.get("reveal_foreseen", False),
            "monitors": given.get("monitors", False),
            "tells": {Group(group).value: Level[level].value for group, level in given.get("tells", {}).items()},
            "outcome_kind": OutcomeKind(given["outcome"]).value,
            "stages": given["stages"],
            "limit_value": limit["value"],
            "limit_unit": limit["unit"],
            "limit_from": limit["from"],
            "extension_max": limit.get("extension_max"),
            "publicity_days": limit.get("publicity_days"),
            "binding": Binding(given["binding"]).value,
            "source_zh": given["source"],
            "valid_from": given["valid_from"],
            "valid_to": given.get("valid_to"),
        }


def limits(document: Document) -> Iterator[Row]:
    """Yield rows of `rule_limit`; a number without `valid_from` has that of the file. Raises KeyError."""
    since: date = document["valid_from"]
    for key, given in document.items():
        if key != "valid_from":
            yield {
                "key": key,
                "value": given["value"],
                "unit": given.get("unit"),
                "valid_from": given.get("valid_from", since),
                "valid_to": given.get("valid_to"),
                "source": given["source"],
            }


def retention(document: Document) -> Iterator[Row]:
    """Yield rows of `retention_rule`. Raises KeyError."""
    since: date = document["valid_from"]
    for kind, given in document.items():
        if kind != "valid_from":
            told = {"years": given["years"], "since": given["from"], "basis": given["basis"]}
            yield {"kind": kind, **told, "valid_from": given.get("valid_from", since), "valid_to": given.get("valid_to")}


def contracts(document: Document, type_codes: list[str]) -> Iterator[Row]:
    """Yield rows of `share_contract`: for each type every half with every group, from its contract or else from the default.

    Of an assisting office the lower of what assisting offices are given and of what the type gives the lead.

    Raises ValueError for an unknown type or group, KeyError.
    """
    own = {code: contract for contract in document["contract"] for code in contract["types"]}
    if unknown := set(own) - set(type_codes):
        raise ValueError(f"contracts for types that are not in the catalogue: {sorted(unknown)}")
    for code in type_codes:
        for half in (Half.BEFORE, Half.AFTER):
            named = {**document["default"][half], **own.get(code, {}).get(half, {})}
            if unknown := set(named) - {group.value for group in BY_CONTRACT}:
                raise ValueError(f"{code} {half}: no contract gives {sorted(unknown)}")
            for group in BY_CONTRACT:
                yield _line(code, half, group, named.get(group, UNNAMED))
            (assisting,) = (each for each, of_lead in OF_ASSISTING.items() if of_lead is half)
            for group in BY_CONTRACT:
                both = (document["assisting"][half].get(group, NOT_TO_ASSIST), named.get(group, UNNAMED))
                yield _line(code, assisting, group, min(both, key=lambda line: Level[line["level"]]))


def _line(code: str, half: Half, group: Group, line: Mapping[str, str]) -> Row:
    return {
        "type_code": code,
        "half": half.value,
        "group": group.value,
        "level": Level[line["level"]].value,
        "reason_zh": line["zh"],
        "reason_en": line["en"],
    }
