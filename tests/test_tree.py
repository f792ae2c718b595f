"""Trees: flatten and unflatten are inverse for every kind of container, and mismatches are told."""

import dataclasses
from collections import OrderedDict
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wengert import tree
from wengert.errors import ArgumentError


class Point(NamedTuple):
    x: object
    y: object


@dataclasses.dataclass(frozen=True)
class Pair:
    first: object
    second: object


class Shelf:
    """Speaks the protocol: tells its children and how to be made of others."""

    def __init__(self, **books):
        self.books = books

    def tree_children(self):
        return self.books

    def tree_rebuild(self, children):
        return Shelf(**children)


nests = st.recursive(
    st.integers() | st.none() | st.text(max_size=2),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=2), inner, max_size=3)
        | st.builds(Pair, inner, inner)
        | st.builds(Point, inner, inner)
    ),
    max_leaves=12,
)


@given(nests)
def test_unflatten_undoes_flatten(nest):
    leaves, structure = tree.flatten(nest)
    assert tree.unflatten(structure, leaves) == nest
    assert structure.size == len(leaves) == len(tree.paths(structure))


@given(nests)
def test_map_visits_every_leaf_once_and_keeps_the_containers(nest):
    tagged = tree.map(lambda leaf: ("seen", leaf), nest)
    seen = tree.leaves(tagged)
    assert seen == [part for leaf in tree.leaves(nest) for part in ("seen", leaf)]


def test_containers_keep_their_kind_and_order():
    nest = OrderedDict(b=[1, (2,)], a=Point(3, Pair(4, None)))
    leaves, structure = tree.flatten(nest)
    assert leaves == [1, 2, 3, 4]
    assert tree.paths(structure) == ["b.0", "b.1.0", "a.x", "a.y.first"]
    back = tree.unflatten(structure, leaves)
    assert type(back) is OrderedDict
    assert type(back["a"]) is Point
    assert list(back) == ["b", "a"]


def test_an_object_that_speaks_the_protocol_is_a_container():
    doubled = tree.map(lambda n: 2 * n, Shelf(left=1, right=[2, 3]))
    assert isinstance(doubled, Shelf)
    assert doubled.books == {"left": 2, "right": [4, 6]}


def test_a_class_is_a_leaf_even_when_its_instances_are_not():
    assert tree.leaves([Pair, Shelf]) == [Pair, Shelf]


def test_equal_structures_are_equal_and_hash_alike():
    one, two = tree.flatten({"a": [1, 2]})[1], tree.flatten({"a": [5, 6]})[1]
    assert one == two
    assert hash(one) == hash(two)
    assert one != tree.flatten({"a": (1, 2)})[1]
    assert one != tree.flatten({"b": [1, 2]})[1]


def test_the_wrong_number_of_leaves_is_refused():
    with pytest.raises(ArgumentError, match="wrong number of leaves"):
        tree.unflatten(tree.flatten([1, 2])[1], [1])


def test_map_over_different_structures_names_both():
    with pytest.raises(ArgumentError, match="structures differ") as caught:
        tree.map(lambda a, b: a, {"x": 1}, {"y": 1})
    assert "['y']" in str(caught.value)
    assert "['x']" in str(caught.value)
