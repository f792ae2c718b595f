"""einsum: sums of products written with letters.

Knows how an expression is read, and reduces it to contractions in which every letter is met or kept. Knows no sweep.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.arrays import namespace
from wengert.arrays.shapes import size_of
from wengert.errors import ArgumentError, ShapeError
from wengert.kinds import general
from wengert.ops.diagonals import diagonal
from wengert.ops.dtype import conj
from wengert.ops.reduction import sum as total
from wengert.ops.shape import moveaxis, reshape
from wengert.samples import case, complexes, real


def _contract_cost(shapes: Any, out: Any, params: Any) -> float:
    del out
    terms = params["subscripts"].split("->")[0].split(",")
    sizes = {c: n for term, shape in zip(terms, shapes, strict=True) for c, n in zip(term, shape, strict=True)}
    return float(len(terms) * size_of(tuple(sizes.values())))


@general(symbol="Σ∏", node="Einsum", cost=_contract_cost)
def contract(*args: Any, subscripts: str) -> Any:
    """Sum of products over letters, as `einsum` reduces to. Shapes: as the letters say.

    No letter stands twice in one term, and each is in the result or in a second term.

    Example:
        >>> float(contract(np.ones(3), np.ones(3), subscripts="i,i->"))
        3.0
    """
    # The path is worth finding from two factors on: NumPy then multiplies matrices instead of looping.
    return namespace(*args).einsum(subscripts, *args, optimize=len(args) > 1)


def _contract_pullback(g: Any, args: Any, subscripts: str, tracked: tuple[bool, ...]) -> tuple[Any, ...]:
    """Linear in each factor: the adjoint in one is the contraction of g with the conjugates of the others."""
    inputs, out = subscripts.split("->")
    terms = inputs.split(",")
    contributions = []
    for k, moves in enumerate(tracked):
        others = [conj(a) for i, a in enumerate(args) if i != k]
        expression = ",".join([*terms[:k], *terms[k + 1 :], out]) + "->" + terms[k]
        contributions.append(contract(*others, g, subscripts=expression) if moves else None)
    return tuple(contributions)


def _contract_pushforward(tangents: Any, args: Any, subscripts: str) -> Any:
    """The product rule."""
    out = None
    for k, t in enumerate(tangents):
        if t is not None:
            moved = contract(*args[:k], t, *args[k + 1 :], subscripts=subscripts)
            out = moved if out is None else out + moved
    return out


contract.define_joint(_contract_pullback, _contract_pushforward)
contract.batch = lambda args, batched, params, size: contract(
    *args, subscripts=_with_batch(params["subscripts"], batched)
)
contract.samples = [
    case(real(3, 4), real(4, 2), subscripts="ij,jk->ik"),
    case(real(2, 3), real(2, 3), real(3), subscripts="bi,bi,i->b"),
    case(real(2, 3), subscripts="ij->ji"),
    case(complexes(2, 3), complexes(3), subscripts="ij,j->i"),
]
contract.rejects = [(case(real(3, 4), real(5, 2), subscripts="ij,jk->ik"), ShapeError, "contract")]


def _with_batch(subscripts: str, batched: tuple[bool, ...]) -> str:
    """The same expression with one more letter, in front of the batched terms and of the result."""
    letter = next(c for c in string.ascii_letters if c not in subscripts)
    inputs, out = subscripts.split("->")
    terms = [letter + term if b else term for term, b in zip(inputs.split(","), batched, strict=True)]
    return f"{','.join(terms)}->{letter}{out}"


def einsum(subscripts: str, *operands: Any) -> Any:
    """Sum of products written with letters: `einsum("ij,jk->ik", x, y)` is the matrix product.

    A letter that stands twice in one term takes the diagonal; one that is missing after the arrow is summed over;
    without an arrow the letters that stand once remain, in alphabetical order; `...` stands for axes that broadcast,
    as do axes of size 1.

    Args:
        subscripts: One term of letters for each operand, comma between; optionally an arrow and the result's letters.
        operands: Arrays or tensors with as many axes as their terms have letters.

    Returns:
        The sum. Shapes: as the letters say.

    Raises:
        ArgumentError: The expression cannot be read, or does not fit the number of operands.
        ShapeError: An operand has not the axes that its term says, or sizes of one letter differ.

    Example:
        >>> einsum("ii->i", np.array([[1.0, 2.0], [3.0, 4.0]]))
        array([1., 4.])
        >>> float(einsum("i,i", np.ones(3), np.ones(3)))
        3.0
    """
    shapes = [np.shape(x) for x in operands]
    terms, out = _read(subscripts, shapes)
    sizes = _sizes(subscripts, terms, shapes)
    simple = [_simplify(x, term, sizes) for x, term in zip(operands, terms, strict=True)]
    simple = [_sum_alone(k, simple, out) for k in range(len(simple))]
    if len(simple) == 1 and simple[0][1] == out:
        return simple[0][0]
    return contract(*(x for x, _ in simple), subscripts=",".join(term for _, term in simple) + "->" + out)


def _read(subscripts: str, shapes: Sequence[tuple[int, ...]]) -> tuple[list[str], str]:
    """The terms and the result, with letters for `...` and for what stands implicitly."""
    inputs, arrow, out = subscripts.replace(" ", "").partition("->")
    terms = inputs.split(",")
    letters = set("".join([*terms, out]).replace("...", ""))
    if not letters <= set(string.ascii_letters) or len(terms) != len(shapes):
        raise ArgumentError(
            "einsum: the expression cannot be read",
            given=f"{subscripts!r} with {len(shapes)} operands",
            expected="one term of letters for each operand, such as 'ij,jk->ik'",
        )
    free = [c for c in string.ascii_uppercase + string.ascii_lowercase if c not in letters]
    spread = [len(s) - len(t.replace("...", "")) if "..." in t else 0 for t, s in zip(terms, shapes, strict=True)]
    ellipsis = "".join(free[: max(spread)])
    for k, (term, shape) in enumerate(zip(terms, shapes, strict=True)):
        terms[k] = term.replace("...", ellipsis[len(ellipsis) - spread[k] :] if spread[k] > 0 else "")
        if len(terms[k]) != len(shape) or spread[k] < 0:
            raise ShapeError(
                "einsum: an operand has not the axes that its term says",
                given=f"shape {shape} for {term!r} in {subscripts!r}",
                expected="an axis for each letter",
            )
    if not arrow:
        every = "".join(terms)
        return terms, ellipsis + "".join(sorted(c for c in letters if every.count(c) == 1))
    out = out.replace("...", ellipsis)
    if len(set(out)) != len(out) or not set(out) <= set("".join(terms)):
        raise ArgumentError(
            "einsum: the result names a letter twice, or one that no operand has",
            given=repr(subscripts),
            expected="letters of the terms, each once",
        )
    return terms, out


def _sizes(subscripts: str, terms: Sequence[str], shapes: Sequence[tuple[int, ...]]) -> dict[str, int]:
    """The size of each letter; 1 gives way to any other."""
    sizes: dict[str, int] = {}
    for term, shape in zip(terms, shapes, strict=True):
        for c, n in zip(term, shape, strict=True):
            if sizes.setdefault(c, n) == 1:
                sizes[c] = n
            elif n not in (1, sizes[c]):
                raise ShapeError(
                    f"einsum: sizes of {c!r} differ",
                    given=f"{subscripts!r} with shapes {', '.join(map(str, shapes))}",
                    expected=f"{sizes[c]} or 1, not {n}",
                )
    return sizes


def _simplify(x: Any, term: str, sizes: dict[str, int]) -> tuple[Any, str]:
    """The operand and its term with diagonals taken and axes of size 1 that shall broadcast dropped."""
    for c in dict.fromkeys(term):
        while term.count(c) > 1:
            first = term.index(c)
            second = term.index(c, first + 1)
            x = diagonal(moveaxis(x, (first, second), (-2, -1)))
            term = term[:first] + term[first + 1 : second] + term[second + 1 :] + c
    shape = np.shape(x)
    narrow = [n == 1 != sizes[c] for c, n in zip(term, shape, strict=True)]
    if any(narrow):
        x = reshape(x, tuple(n for n, drop in zip(shape, narrow, strict=True) if not drop))
        term = "".join(c for c, drop in zip(term, narrow, strict=True) if not drop)
    return x, term


def _sum_alone(k: int, factors: Sequence[tuple[Any, str]], out: str) -> tuple[Any, str]:
    """The k-th factor summed over letters that are neither in another factor nor in the result."""
    x, term = factors[k]
    elsewhere = set(out).union(*(t for i, (_, t) in enumerate(factors) if i != k))
    alone = tuple(i for i, c in enumerate(term) if c not in elsewhere)
    if not alone:
        return x, term
    return total(x, axis=alone), "".join(c for c in term if c in elsewhere)
