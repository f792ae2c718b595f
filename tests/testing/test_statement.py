import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError, ContractError, ShapeError
from wengert.kinds import constant, elementwise, general
from wengert.samples import case, real
from wengert.testing.statement import check_rejects, check_rules, check_saved, check_words


class WrongPlace(dict):
    """The places of names, one of which stays wrong whoever sets it."""

    def __init__(self, places, name, wrong):
        super().__init__({**places, name: wrong})
        self.kept = {name: wrong}

    def __or__(self, other):
        return {**self, **other, **self.kept}


@pytest.fixture
def double():
    @elementwise()
    def double(x):
        """Twice. Shapes: (*s) -> (*s).

        Example:
            >>> double(1.0)
            2.0
        """
        if np.ndim(x) > 3:
            raise ShapeError("double: too many axes")
        return 2 * x

    double.partial = 2
    double.samples = [case(real(3))]
    return double


def test_a_whole_block_passes(double):
    double.rejects = [(case(real(1, 1, 1, 1)), ShapeError, "too many axes")]
    for check in (check_words, check_rules, check_saved, check_rejects):
        check(double)


@pytest.mark.parametrize(("text", "missing"), [
    (None, "lacks shapes and an example"),
    ("Twice. Shapes: (*s) -> (*s).", "lacks an example"),
    ("Twice.\n\nExample:\n    >>> 1\n    1", "lacks shapes"),
])  # fmt: skip
def test_missing_words_are_named(double, text, missing):
    double.__doc__ = text
    with pytest.raises(ContractError, match=f"docstring of `double`: {missing}"):
        check_words(double)


def test_a_primitive_without_samples_is_caught(double):
    double.samples = []
    with pytest.raises(ContractError, match="samples of `double`: there are none"):
        check_rules(double)


def test_a_primitive_without_rules_that_is_not_constant_is_caught():
    @general()
    def forgotten(x):
        return x

    forgotten.samples = [case(real(3))]
    with pytest.raises(ContractError, match="rules of `forgotten`: there are none"):
        check_rules(forgotten)


def test_a_constant_primitive_with_rules_is_caught():
    @constant()
    def step(x):
        return x > 0

    step.samples = [case(real(3))]
    check_rules(step)
    step.define([lambda g: g], [lambda dx: dx])
    with pytest.raises(ContractError, match="a constant primitive has some"):
        check_rules(step)


def test_a_primitive_none_of_whose_samples_moves_is_caught(double):
    double.samples = [case(1.0)]
    with pytest.raises(ContractError, match="none of them has an argument to differentiate"):
        check_saved(double)


@pytest.mark.parametrize(("name", "rule", "wrong"), [
    ("x", lambda x: 3 * x * x, "args[0] + 1"),
    ("out", lambda out: out, "out + 1"),
    ("x_shape", lambda x_shape: len(x_shape), "(4,)"),
    ("x_dtype", lambda x_dtype: x_dtype.itemsize, "dtype(True)"),
    ("tracked", lambda tracked: len(tracked), "(False,)"),
])  # fmt: skip
def test_a_kept_value_that_is_not_what_its_name_says_is_caught(name, rule, wrong):
    @elementwise()
    def cube(x, *, factor):
        return factor * x * x * x

    cube.partial = rule
    cube.samples = [case(real(3), factor=2)]
    check_saved(cube)
    # The table that says where each name is found is wrong for one of them, as a slip in `rules` would make it.
    cube.names.sources = WrongPlace(cube.names.sources, name, wrong)
    cube.partial = rule
    with pytest.raises(ContractError, match=f"saved value of `cube`: `{name}` is not what its name says"):
        check_saved(cube)


def test_kept_lists_of_arguments_are_compared_too():
    @general()
    def total(*args):
        return args[0] + args[1]

    total.samples = [case(real(2), real(2))]
    rules = (lambda g, args, shapes: (g, g)), (lambda tangents, dtypes: tangents[0])
    total.define_joint(*rules)
    check_saved(total)
    total.names.sources["args"] = "tuple(args[:1])"
    total.define_joint(*rules)
    with pytest.raises(ContractError, match="`args` is not what its name says"):
        check_saved(total)


def test_a_call_that_is_let_through_is_caught(double):
    double.rejects = [(case(real(1)), ShapeError, "too many axes")]
    with pytest.raises(ContractError, match="rejects of `double`: let through"):
        check_rejects(double)


def test_a_call_refused_in_other_words_is_caught(double):
    double.rejects = [(case(real(1, 1, 1, 1)), ShapeError, "too few axes")]
    with pytest.raises(ContractError, match="refused in other words"):
        check_rejects(double)


def test_a_call_refused_with_another_error_is_caught(double):
    double.rejects = [(case(real(1, 1, 1, 1)), ArgumentError, "too many axes")]
    with pytest.raises(ContractError, match="refused with another error"):
        check_rejects(double)


def test_the_rules_of_the_library_itself_are_kept():
    for p in (wg.divide, wg.maximum, wg.matmul, wg.sum):
        check_saved(p)
