"""Merging tokens: against the algorithm of the paper, written with loops."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError
from wengert.nn.functional.merging import matching, merge_tokens
from wengert.tensor import value_of

RNG = np.random.default_rng(0)


def by_hand(keys, x, sizes, count, class_token):
    """One example: tokens and sizes after merging."""
    unit = keys / np.linalg.norm(keys, axis=-1, keepdims=True)
    first, second = list(range(0, len(x), 2)), list(range(1, len(x), 2))
    ties = []
    for a in first:
        scores = [unit[a] @ unit[b] for b in second]
        if not (class_token and a == 0):
            ties.append((max(scores), a, second[int(np.argmax(scores))]))
    merged = {a: b for _, a, b in sorted(ties, key=lambda tie: -tie[0])[:count]}
    groups = [[a] for a in first if a not in merged] + [[b, *(a for a in merged if merged[a] == b)] for b in second]
    total = [sum(sizes[k] for k in group) for group in groups]
    return [sum(x[k] * sizes[k] for k in group) / t for group, t in zip(groups, total, strict=True)], total


@pytest.mark.parametrize("tokens", [7, 8])
@pytest.mark.parametrize("class_token", [False, True])
@pytest.mark.parametrize("count", [0, 2, 9])
def test_it_is_the_algorithm_of_the_paper(tokens, class_token, count):
    keys, x, sizes = (RNG.normal(size=(2, tokens, n)) for n in (4, 3, 1))
    sizes = abs(sizes) + 1
    matched = matching(keys, count, class_token)
    fewer = min(count, (tokens - class_token) // 2)
    assert value_of(matched).shape == (2, tokens - fewer, tokens)
    found, found_sizes = merge_tokens(x, sizes, matched)
    for k in range(2):
        expected, total = by_hand(keys[k], x[k], sizes[k, :, 0], fewer, class_token)
        np.testing.assert_allclose(value_of(found)[k], expected, rtol=1e-10)
        np.testing.assert_allclose(value_of(found_sizes)[k, :, 0], total, rtol=1e-10)
    if class_token:
        np.testing.assert_allclose(value_of(found)[:, 0], x[:, 0], rtol=1e-12)


def test_nothing_is_lost_and_each_token_goes_to_one_place():
    keys = RNG.normal(size=(3, 9, 4))
    matched = value_of(matching(keys, 3))
    np.testing.assert_array_equal(matched.sum(1), 1)
    x, sizes = RNG.normal(size=(3, 9, 2)), np.ones((3, 9, 1))
    merged, counts = merge_tokens(x, sizes, matched)
    np.testing.assert_allclose((merged * counts).sum(1), x.sum(1), rtol=1e-10, atol=1e-12)


def test_tokens_have_gradients_and_keys_have_none():
    keys, sizes = RNG.normal(size=(1, 5, 3)), np.ones((1, 5, 1))
    f = lambda x, keys: merge_tokens(x, sizes, matching(keys, 2))[0]
    wg.gradcheck(lambda x: f(x, keys) ** 2, RNG.normal(size=(1, 5, 2)), order=2)
    gradient = wg.grad(lambda keys: f(np.ones((1, 5, 2)), keys).sum() + (0 * keys).sum())(keys)
    assert (gradient == 0).all()


def test_compiled_and_in_single_precision():
    keys = RNG.normal(size=(2, 6, 3)).astype("float32")
    eager = value_of(matching(keys, 2, True))
    assert eager.dtype == np.float32
    np.testing.assert_array_equal(value_of(wg.compile(lambda k: matching(k, 2, True))(keys)), eager)
    assert np.isfinite(value_of(matching(np.zeros((1, 4, 2), "float32"), 1))).all()


def test_a_negative_number_is_refused():
    with pytest.raises(ArgumentError, match="negative number"):
        matching(np.ones((1, 4, 2)), -1)
