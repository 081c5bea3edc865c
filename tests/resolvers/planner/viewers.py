"""Viewers of every kind, over scopes of every shape, of whom it is asked by what their rows are found.

Source: docs/domain.md 1 (a scope is a set of divisions of any level) and 7.
"""

from dataclasses import replace

from tests.builders.world import World

WORLD = World()
VIEWERS = tuple(
    WORLD.viewer(name)
    for name in (
        "commissioner.federation.330110109202",
        "cadre.federation.330110",
        "cadre.federation.3301",
        "cadre.federation.33",
        "monitor.federation.330110",
        "monitor.federation.3301",
        "monitor.federation.33",
        "dispatcher.civil-affairs.330110",
        "dispatcher.civil-affairs.3301",
        "dispatcher.civil-affairs.33",
        "operator.federation.330110",
        "admin.system",
        "admin.audit",
    )
)
OF_OTHER_SCOPES = tuple(
    replace(WORLD.viewer(f"{name}.3301"), scope=scope)
    for name in ("cadre.federation", "monitor.federation", "dispatcher.civil-affairs")
    for scope in (
        ("330110109000",),
        ("330110109000", "330110003000"),
        ("330110109202", "330110109203"),
        ("330110000000", "330106000000"),
        ("330100000000", "330200000000"),
        ("330100000000", "330206000000", "330110109000"),
    )
    if not (name == "dispatcher.civil-affairs" and scope[0] == "330100000000" and len(scope) == 3)
)
"""Viewers of towns, villages, and of several divisions. (No line is kept in order of an office's county or township.)"""
OF_TOWNS = tuple(
    replace(WORLD.viewer("commissioner.federation.330110109202"), scope=scope)
    for scope in (("330110109000",), ("330110109000", "330110003202"), ("330110109202", "330110109203"))
)
