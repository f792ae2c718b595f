"""Entry: one step of an explanation: a quantity, its formula, its number, where that number came from.

Knows how an entry is written with symbols and with numbers. Knows no list: `passes` make entries, views lay them out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wengert.explain.digits import Digits
from wengert.explain.formula import leaf, leaves, put
from wengert.explain.table import Check, Sources
from wengert.trace.expression import Expression, write
from wengert.trace.lines import Line

FORWARD, LOCAL, BACKWARD, JACOBIAN, UPDATE = "forward", "local", "backward", "jacobian", "update"
LONGEST = 110  # characters of a formula; a longer one is not written out


@dataclass(frozen=True)
class Entry:
    """One step of an explanation.

    Attributes:
        symbol: What the quantity is called: `z₁`, `∂ℒ/∂W₁`.
        value: Its number or array.
        phase: `forward`, `local` (a local derivative), `backward`, `jacobian` or `update`.
        role: What it is: `input`, `parameter`, `target`, `pre-activation`, `activation`, `output`, `loss`, `penalty`,
            `step`, `local`, `delta`, `gradient`, `contribution`, `jacobian`.
        formulas: What it is made from; a second one says the same in other quantities.
        section: The layer, module or pass it belongs to.
        layer: The number of the layer; 0 for none.
        scope: The path of the module.
        line: The variable of the list: of which it is the value or, in the backward pass, the gradient.
        source: For local derivatives and contributions: the variable that the stage makes.
        words: What else there is to say of where it comes from.
        check: What finite differences say.
        conceptual: Whether it helps to understand and is not computed on the way.
        aliases: Other symbols it goes by: `∂ℒ/∂z₃` for `δ₃`.
        reads: The symbols it was made from, where the formula names them otherwise.
    """

    symbol: str
    value: Any
    phase: str
    role: str
    formulas: tuple[Expression, ...] = ()
    section: str = ""
    layer: int = 0
    scope: str = ""
    line: Line | None = None
    source: Line | None = None
    words: str = ""
    check: Check | None = None
    conceptual: bool = False
    aliases: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()

    @property
    def sources(self) -> list[str]:
        """The symbols of the quantities it was made from."""
        return list(self.reads or dict.fromkeys(name for e in self.formulas[:1] for name in leaves(e)))

    def equation(self) -> str:
        """Symbol and formulas: `δ₃ = ∂ℒ/∂ŷ · ∂ŷ/∂z₃`."""
        return " = ".join([self.symbol, *self.right()])

    def right(self) -> list[str]:
        """The formulas, those left out that would fill a page."""
        texts = [write(e) for e in self.formulas]
        return [t for t in texts if len(t) <= LONGEST]

    def formula(self) -> str:
        """The formulas with equality signs between them."""
        return " = ".join(self.right())

    def numbers(self, known: Mapping[str, Any], digits: Digits) -> str:
        """The first formula with numbers put in; empty where it would be too long, or says no more than the value.

        Args:
            known: Values by symbol.
            digits: How numbers are written.
        """
        if not self.formulas:
            return ""
        names = leaves(self.formulas[0])
        if any(name not in known or not _small(known[name], digits) for name in names):
            return ""
        text = write(put(self.formulas[0], {name: leaf(digits.value(known[name])) for name in names}))
        return text if len(text) <= LONGEST and text != digits.value(self.value) else ""


def _small(x: Any, digits: Digits) -> bool:
    return not isinstance(x, tuple) and np.size(x) <= digits.full


def numbered(entries: Sequence[Entry], first: int = 1) -> dict[str, int]:
    """The number of each entry by its symbol; the last one counts where a symbol comes twice."""
    return {entry.symbol: k for k, entry in enumerate(entries, start=first)}


def _shown(entry: Entry, steps: Mapping[str, int], entries: Mapping[str, Entry]) -> list[str]:
    """The sources that have a number; for a local derivative that the table leaves out, what it was made from."""
    found = []
    for name in entry.sources:
        if name in steps:
            found.append(name)
        elif name in entries and entries[name].phase == LOCAL:
            found += [n for n in entries[name].sources if n in steps]
    return [name for name in dict.fromkeys(found) if name != entry.symbol]


def sources_of(entry: Entry, steps: Mapping[str, int], entries: Mapping[str, Entry]) -> Sources:
    """Where an entry comes from, as numbers of steps.

    Args:
        entry: The entry.
        steps: The numbers of all entries of the table, by symbol.
        entries: All entries, by symbol, those without a number too.
    """
    forward, backward, origins = [], [], []
    for name in _shown(entry, steps, entries):
        source = entries[name]
        (forward if source.phase == FORWARD else backward).append(steps[name])
        if source.phase == LOCAL and len(source.sources) == 1 and source.formulas[0].text:
            origins += [steps[n] for n in source.sources if n in steps and entries[n].phase == FORWARD]
    return Sources(tuple(sorted(forward)), tuple(sorted(backward)), tuple(origins), entry.words)
