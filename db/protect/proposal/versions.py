"""What an approved version of a limit or a code becomes: the statements of the trigger in `carrying_out.py`, over the proposal as `new`.

Source: docs/decisions/050-versions.md. A version of before keeps what it says, and gets its end.
"""

from collections.abc import Iterable, Mapping

from db.tables.reference import AssistanceType
from domain.code_version import NAMED, OF_THE_PROGRAM, RENAMED_ALONE, WITH_FACTS
from domain.limit import BOUNDS, NOTICED, Bounds, LimitKey
from domain.proposal import ProposalKind

API = "API"
"""The origin of versions of reference data that administrators proposed and approved."""


def _in(column: str, words: Iterable[str]) -> str:
    listed = ", ".join(f"'{word}'" for word in sorted(words))
    return f"{column} in ({listed})"


_EARLY = f"timezone('Asia/Shanghai', new.decided_at + interval '{NOTICED.total_seconds():.0f} seconds')::date"


def _version(table: str, of: str, unfit: str, write: str, file: str, also: str = "") -> str:
    """Return what writes a version in the place of the one that holds on its day, and of those to come.

    `of`: which rows of the table are of the same thing; `unfit`: what else stands against it; `write`: what adds it; `file`: the subject
    that servers read anew; `also`: what else is set on the version that ends.
    """
    return f"""
        perform pg_advisory_xact_lock(hashtext('lianbang reference'));  -- one writer of reference data at a time, the loader too
        if new.valid_from <= {_EARLY} or {unfit} or new.follows is distinct from (
            select version from {table}
            where {of} and valid_from <= new.valid_from and (valid_to is null or valid_to > new.valid_from)
            order by version desc limit 1
        ) then
            raise check_violation
                using message = 'it follows another version by now, begins too early, or is none', constraint = 'ck_reference_follows';
        end if;
        {write.strip()}
        update {table} set valid_to = greatest(valid_from, new.valid_from){also}
            where {of} and proposal_id is distinct from new.id and (valid_to is null or valid_to > new.valid_from);
        update reference_file set version = version + 1 where name = '{file}';
"""


def _fits(key: LimitKey, bounds: Bounds) -> str:
    """Return the case of one limit: whether the number, and what it is counted in, are within its bounds."""
    unit = _in("new.unit", bounds.units) if bounds.units else "new.unit is null"
    return f"when '{key}' then new.value between {bounds.least} and {bounds.most} and {unit}"


_UNFIT = f"not coalesce(case new.code {' '.join(_fits(key, bounds) for key, bounds in BOUNDS.items())} end, false)"
"""Whatever a stolen login proposes and approves: what does not fit would stop every server that reads it."""
_NUMBER = _version(
    "rule_limit",
    "key = new.code",
    _UNFIT,
    f"""
        insert into rule_limit (key, version, value, unit, valid_from, source, origin, proposal_id)
            select new.code, max(version) + 1, new.value, new.unit, new.valid_from, new.basis, '{API}', new.id
            from rule_limit where key = new.code;
    """,
    "limits",
)
_OF_TYPE = {
    "version": "(select max(version) + 1 from assistance_type where code = new.type_code)",
    "limit_value": "new.value",
    "limit_unit": "new.unit",
    "source_zh": "new.basis",
    "valid_from": "new.valid_from",
    "origin": f"'{API}'",
    "proposal_id": "new.id",
}
"""Column of a type -> what a version with another limit says there; the others say what they said before."""
_COLUMNS = [column.name for column in AssistanceType.__table__.columns]
_TYPE = _version(
    "assistance_type",
    "code = new.type_code",
    _UNFIT,
    f"""
        insert into assistance_type ({", ".join(_COLUMNS)})
            select {", ".join(_OF_TYPE.get(column, column) for column in _COLUMNS)}
            from assistance_type where code = new.type_code and version = new.follows;
    """,
    "types",
)
_LIMIT = f"""
        if new.code = '{LimitKey.FINISH_TYPE}' then{_TYPE}
        else{_NUMBER}
        end if;
"""
_OF_CODE = "list = new.code_list and code = new.code"


def _in_place(column: str) -> str:
    """Return whether the code in a column of the proposal holds in its list on the first day."""
    held = "valid_from <= new.valid_from and (valid_to is null or valid_to > new.valid_from)"
    return f"exists (select from code_name where list = new.code_list and code = {column} and {held})"


_WITHOUT_FACTS = (
    f"{_in('new.code_list', WITH_FACTS)} and not exists (select from code_name where {_OF_CODE}) and not {_in_place('new.like_code')}"
)
"""A new code of which the program asks more than its name, and which is like none: whoever used it would meet a fault."""
_CODE = _version(
    "code_name",
    _OF_CODE,
    f"{_in('new.code_list', OF_THE_PROGRAM)} or (new.follows is null and {_in('new.code_list', RENAMED_ALONE)})"
    f" or not exists (select from code_name where list = new.code_list) or ({_WITHOUT_FACTS})",
    f"""
        insert into code_name (list, code, version, name_zh, name_en, position, facts, valid_from, source, origin, proposal_id)
            select new.code_list, new.code, coalesce(max(version), 0) + 1, new.name, new.name_en,
                coalesce(max(position), (select max(position) + 1 from code_name where list = new.code_list)),
                coalesce(
                    (array_agg(facts order by version desc))[1],
                    (select facts - 'also' from code_name
                        where list = new.code_list and code = new.like_code order by version desc limit 1),
                    '{{}}'),
                new.valid_from, new.basis, '{API}', new.id
            from code_name where {_OF_CODE};
    """,
    "names",
    ", successor = null",
)
_KEPT = " or ".join(f"(new.code_list = '{of}' and {_in('new.code', codes)})" for of, codes in NAMED.items())
_CODE_END = _version(
    "code_name",
    _OF_CODE,
    f"new.follows is null or {_in('new.code_list', OF_THE_PROGRAM | RENAMED_ALONE)} or {_KEPT}"
    f" or (new.successor is not null and (new.successor = new.code or not {_in_place('new.successor')}))",
    f"""
        insert into code_name
            (list, code, version, name_zh, name_en, position, facts, valid_from, valid_to, source, origin, proposal_id, successor)
            select list, code, (select max(version) + 1 from code_name where {_OF_CODE}), name_zh, name_en, position, facts,
                new.valid_from, new.valid_from, new.basis, '{API}', new.id, new.successor
            from code_name where {_OF_CODE} and version = new.follows;
    """,
    "names",
    ", successor = new.successor",
)
VERSIONS: Mapping[ProposalKind, str] = {
    ProposalKind.LIMIT: _LIMIT,
    ProposalKind.CODE: _CODE,
    ProposalKind.CODE_END: _CODE_END,
}
"""Kind of proposal -> what writes the version that it says."""
