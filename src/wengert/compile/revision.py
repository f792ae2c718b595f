"""Revision: a number that rises whenever what some holder of state would answer may have changed.

Knows the number. A compiled step asks it at every call, and looks its state over again only when it has risen: asking
all holders costs as much as the call itself. A holder that raises it at every such change says so with an attribute
`revised = True`; the others are asked each time.
"""

from __future__ import annotations


class Revision:
    """Counts changes.

    Example:
        >>> changes = Revision()
        >>> changes.up()
        >>> changes.number
        1
    """

    def __init__(self) -> None:
        self.number = 0

    def up(self) -> None:
        """Something has changed: a layer, what a module trains, an option of an optimizer, the place of its state."""
        self.number += 1


revision = Revision()
