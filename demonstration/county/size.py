"""The default number of families of the demonstration county, beside the special ones.

Source: docs/decisions/007-demonstration.md. A module of its own, which the command line reads without the rest of the county.
"""

FAMILIES = 1_985

MOST = 3_000_000
"""The most families: those beyond `FAMILIES` are copies in other counties (demonstration/large)."""
