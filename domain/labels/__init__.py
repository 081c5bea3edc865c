"""What the members of enumerations are called, a module per subject."""

import sys

from domain.packages import modules_of, values_of
from domain.text.label import Labels


def all_labels() -> list[Labels]:
    """Return the labels of every enumeration."""
    return [each for module in modules_of(sys.modules[__name__]) for each in values_of(module, Labels)]
