"""Position: where inside an epoch a run is.

Knows the order of the samples, how many were seen, and the sums over them: all that is needed to go on in the middle of
an epoch as if nothing had happened. Knows no model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from wengert.arrays import to_numpy


@dataclass(frozen=True)
class Position:
    """A place inside an epoch.

    Args:
        order: Indices of the samples in the order they are seen, int32.
        done: Samples seen, in whole batches.
        sums: Sums by name, over them and over what was seen before.
        before: Samples of this epoch that came in earlier portions, when the data are a stream.

    Example:
        >>> Position(np.arange(4, dtype=np.int32)).within
        False
    """

    order: np.ndarray
    done: int = 0
    sums: Mapping[str, Any] = field(default_factory=dict)
    before: int = 0

    @property
    def seen(self) -> int:
        """Samples of this epoch that were seen."""
        return self.before + self.done

    def after(self, order: np.ndarray) -> Position:
        """The beginning of the portion that comes next."""
        return Position(order, 0, self.sums, self.seen)

    @property
    def within(self) -> bool:
        """Whether the portion has begun and is not over."""
        return 0 < self.done < len(self.order)

    def means(self) -> dict[str, float]:
        """Means over the samples of this epoch seen so far."""
        return {name: float(to_numpy(value)) / self.seen for name, value in self.sums.items()}

    def arrays(self) -> dict[str, np.ndarray]:
        """The same as named arrays, to be written."""
        sums = {f"epoch.sums.{name}": to_numpy(value) for name, value in self.sums.items()}
        counts = {"epoch.done": np.asarray(self.done), "epoch.before": np.asarray(self.before)}
        return {"epoch.order": self.order, **counts, **sums}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> Position | None:
        """What `arrays` gave, found among other arrays; None when it is not there."""
        if "epoch.order" not in arrays:
            return None
        prefix = "epoch.sums."
        sums = {name.removeprefix(prefix): a[()] for name, a in arrays.items() if name.startswith(prefix)}
        return cls(arrays["epoch.order"], int(arrays["epoch.done"]), sums, int(arrays.get("epoch.before", 0)))
