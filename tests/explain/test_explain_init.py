"""The room of explanations is called like the function in it."""

import wengert as wg
from wengert.explain import Explanation, Table, explain


def test_the_room_is_called_like_its_function():
    e = wg.explain(lambda x: 2 * x, 1.0)
    assert isinstance(e, Explanation)
    assert isinstance(e.forward(), Table)
    assert wg.explain.explain is explain
