"""How many families the demonstration county has, beside those of the special cases.

Source: docs/decisions/007-demonstration.md. By itself, since the command line names it and reads nothing else of the county.
"""

FAMILIES = 1_985
