"""An expression that is the same in every statement: it is made once, and printed once, for all of them.

Source: docs/decisions/062-around-the-read.md.
"""

from typing import Any

from sqlalchemy import BindParameter, ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import iterate


class Same(ColumnElement[Any]):
    """An expression of the values of a call alone, which refers to no other part of a statement."""

    inherit_cache = False

    def __init__(self, of: ColumnElement[Any]) -> None:
        """`of`: its values are called by the same names in every statement."""
        self.type = of.type
        self.of = of
        self.text = ""
        self.values: tuple[BindParameter[Any], ...] = ()
        """Its values, in the order in which the text names them first, by which the arguments of a statement are numbered."""


@compiles(Same)
def _print_same(same: Same, compiler: SQLCompiler, **kw: Any) -> str:
    if same.text:
        for each in same.values:
            compiler.process(each)
    else:
        text = str(compiler.process(same.of))
        places = {text.index(compiler.process(each)): each for each in iterate(same.of) if isinstance(each, BindParameter)}
        assert not any(each.unique for each in places.values())
        same.values, same.text = tuple(places[place] for place in sorted(places)), text
    return same.text
