"""Instructions that a browser follows, and the refusal of what it cannot do."""

import numpy as np
import pytest

import wengert as wg
from wengert.explain.page.recipe import OPERATIONS, Unknown, argument, options_of, recipe
from wengert.primitive import PRIMITIVES


def test_the_instructions_are_the_operations_of_the_rule_in_order():
    found = recipe(lambda s: (wg.sin(s.name("v0", 1.0)) * 2.0 + s.name("v1", 3.0), None))
    assert [i[:2] for i in found["code"]] == [["sin", ["v0"]], ["multiply", ["t0", 2.0]], ["add", ["t1", "v1"]]]
    assert found["out"] == ["t2", None]


def test_a_constant_keeps_its_numbers():
    found = recipe(lambda s: (s.name("v0", np.ones(2)) * np.array([0.1, 0.2]),))
    assert found["code"][0][1][1] == {"shape": [2], "data": [0.1, 0.2]}


def test_single_precision_is_marked():
    found = recipe(lambda s: (s.name("v0", np.ones(2, "float32")) * 2.0, s.name("v1", 1.0) * 2.0))
    assert [i[3] for i in found["code"]] == [1, 0]


def test_what_the_script_does_not_know_is_refused_by_name():
    with pytest.raises(Unknown, match="det"):
        recipe(lambda s: (wg.det(s.name("v0", np.eye(2))),))
    with pytest.raises(Unknown, match="constant"):
        argument(np.ones(10_000))
    with pytest.raises(Unknown, match="f="):
        options_of({"f": print})


def test_every_operation_is_a_primitive():
    import wengert.losses
    import wengert.nn  # its primitives are registered when it is opened

    assert wengert.losses
    assert sorted(OPERATIONS - set(PRIMITIVES)) == []


def test_the_script_knows_the_same_operations(opened, classic_payload):
    assert set(opened(classic_payload).evaluate("wengert.operations")) == OPERATIONS
