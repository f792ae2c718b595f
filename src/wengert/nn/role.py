"""Roles: what a parameter does in its layer, which decides whether it is to be kept small.

Knows that layers say what their parameters are for, and what a parameter's shape says where they do not. Knows no
penalty and no optimizer. The end of a name is no role: `weight` is also what a normalization calls its scales and an
embedding its table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from wengert.nn.module import Module
from wengert.nn.parameter import Parameter

WEIGHT = "weight"  # of a linear or convolutional map: large ones make a steep function
BIAS = "bias"
SCALE = "scale"  # what a normalized value is multiplied by
SHIFT = "shift"  # what is added to it
EMBEDDING = "embedding"  # a table of vectors that are looked up
POSITION = "position"  # what is added to tell places apart
TOKEN = "token"  # a vector that takes a place of its own in a sequence
OTHER = "other"


def roles(**by_name: str) -> Mapping[str, str]:
    """Roles by the name of a parameter, for the class attribute `parameter_roles` of a layer.

    Example:
        >>> roles(weight="scale", bias="shift")["weight"]
        'scale'
    """
    return MappingProxyType(by_name)


def named_roles(model: Module) -> Iterator[tuple[str, Parameter, str]]:
    """Every parameter of a model with its dotted name and its role; one that is shared once, as a weight if it is one.

    A layer states the roles of its parameters in the class attribute `parameter_roles`, by name. Where it does not, a
    parameter with two or more axes is a weight, and any other a bias.

    Args:
        model: Any module.

    Yields:
        Name, parameter, role.

    Example:
        >>> model = wg.nn.Sequential(wg.nn.Linear(2, 3), wg.nn.LayerNorm(3))
        >>> [(name, role) for name, _, role in named_roles(model)]
        [('0.weight', 'weight'), ('0.bias', 'bias'), ('1.weight', 'scale'), ('1.bias', 'shift')]
    """
    found: dict[int, tuple[str, Parameter, str]] = {}
    for path, module in model.named_modules():
        for name, p in module.named_parameters(recurse=False):
            role = module.parameter_roles.get(name) or _by_shape(p)
            first = found.get(id(p), (f"{path}.{name}" if path else name, p, role))
            found[id(p)] = (first[0], p, WEIGHT if WEIGHT in (role, first[2]) else first[2])
    yield from found.values()


def _by_shape(p: Parameter) -> str:
    return WEIGHT if p.ndim > 1 else BIAS
