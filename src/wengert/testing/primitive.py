"""check_primitive: the contract of a primitive, as a table of checks.

Knows which checks there are. Each is in the file of its idea.
"""

from __future__ import annotations

from collections.abc import Callable

from wengert.primitive import Primitive
from wengert.testing.batching import check_batching
from wengert.testing.first_order import check_broadcasting, check_first_order
from wengert.testing.higher_order import check_second_order, check_third_order
from wengert.testing.libraries import check_libraries
from wengert.testing.precision import check_precision
from wengert.testing.statement import check_rejects, check_rules, check_saved, check_words

CHECKS: dict[str, Callable[[Primitive], None]] = {
    "words": check_words,
    "rules": check_rules,
    "saved": check_saved,
    "rejects": check_rejects,
    "first_order": check_first_order,
    "broadcasting": check_broadcasting,
    "second_order": check_second_order,
    "third_order": check_third_order,
    "precision": check_precision,
    "libraries": check_libraries,
    "batching": check_batching,
}


def check_primitive(p: Primitive) -> None:
    """Hold a primitive to the contract of all primitives, on each of its samples.

    * its docstring states shapes and an example; it has samples, and rules or the declaration that there are none;
    * what it keeps is what its rules name; what it rejects is rejected as stated;
    * the pushforward agrees with finite differences, the pullback is its adjoint, broadcasting included;
    * second and third order agree with finite differences of the sweeps; nothing is nan;
    * float32 stays float32; NumPy and JAX agree, eager and compiled; a batch is its examples one by one.

    Args:
        p: The primitive. Cost: about a second, most of it compilation.

    Raises:
        GradientError: A derivative is wrong; the message names the primitive, the rule, the sample and the worst entry.
        ContractError: Another promise is broken.

    Example:
        >>> check_primitive(wg.sin)
    """
    for check in CHECKS.values():
        check(p)
