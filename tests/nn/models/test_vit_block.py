"""Parts of a block: attention to all, in windows, with tokens merged; each against the same thing written plainly."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError
from wengert.nn import MultiheadAttention
from wengert.nn.functional.merging import matching
from wengert.nn.functional.windows import into_windows
from wengert.nn.models.vit_block import Block, FeedForward, SelfAttention, WindowAttention, glorot
from wengert.random import Generator
from wengert.tensor import value_of
from wengert.testing import check_module

RNG = np.random.default_rng(0)


def block(attention=None, **options):
    generator = Generator(0)
    attention = SelfAttention(4, 2, dtype="float64", generator=generator) if attention is None else attention
    made = Block(attention, FeedForward(4, 6, dtype="float64", generator=generator), 4, dtype="float64", **options)
    for p in made.parameters():  # initial values of 0.02 would leave little to see
        p.value = 0.5 * RNG.normal(size=p.shape)
    return made


def test_self_attention_is_multihead_attention_under_other_names():
    ours = SelfAttention(6, 3, dtype="float64", generator=Generator(0))
    other = MultiheadAttention(6, 3, batch_first=True, dtype="float64")
    names = {"qkv.weight": "in_proj_weight", "qkv.bias": "in_proj_bias"}
    state = {names.get(n, n.replace("proj", "out_proj")): p for n, p in ours.state_dict().items()}
    other.load_state_dict(state)
    x = RNG.normal(size=(2, 5, 6))
    np.testing.assert_allclose(ours(x).numpy(), other(x, x, x)[0].numpy(), rtol=1e-10)


@pytest.mark.parametrize("shift", [0, 1])
def test_windows_see_themselves_only(shift):
    layer = WindowAttention(4, 2, (4, 4), 2, shift, dtype="float64", generator=Generator(0))
    x = RNG.normal(size=(1, 16, 4))
    jacobian = wg.jacrev(lambda x: layer(x).sum(axis=-1)[0])(x)
    reached = abs(jacobian).sum(axis=(1, 3)) > 1e-9
    places = np.stack(np.divmod(np.arange(16), 4), -1)
    window = (places - shift + 4) % 4 // 2 + 10 * ((places < shift) * shift)  # what wrapped around is a part of its own
    np.testing.assert_array_equal(reached, (window[:, None] == window[None]).all(-1))


def test_a_window_of_the_whole_grid_is_attention_to_all():
    layer = WindowAttention(4, 2, (3, 3), 3, dtype="float64", generator=Generator(0))
    plain = SelfAttention(4, 2, dtype="float64")
    plain.load_state_dict(layer.state_dict())
    x = RNG.normal(size=(2, 9, 4))
    np.testing.assert_allclose(layer(x).numpy(), plain(x).numpy(), rtol=1e-10, atol=1e-14)
    assert into_windows(x, (3, 3), 3).shape == (2, 1, 9, 4)


def test_merging_identical_tokens_changes_nothing():
    layer = block()
    x = np.repeat(RNG.normal(size=(1, 4, 4)), 2, axis=1)  # each token twice, one on each side
    merged, sizes = layer.merging(x, np.ones((1, 8, 1)), 4, class_token=False)
    np.testing.assert_array_equal(value_of(sizes), np.full((1, 4, 1), 2.0))
    np.testing.assert_allclose(merged.numpy(), layer(x).numpy()[:, ::2], rtol=1e-9, atol=1e-12)
    again, _ = layer.merging(x[:, ::2], value_of(sizes), 0, class_token=False)
    np.testing.assert_allclose(again.numpy(), layer(x).numpy()[:, [0, 4, 2, 6]], rtol=1e-9, atol=1e-12)


def test_merging_is_differentiable():
    layer, x = block(), RNG.normal(size=(1, 5, 4))
    f = lambda x: layer.merging(x, np.ones((1, 5, 1)), 1, class_token=True)[0]
    wg.gradcheck(f, x, order=2)
    assert value_of(matching(x, 1, True)).shape == (1, 4, 5)


@pytest.mark.parametrize(
    "module",
    [
        block(),
        block(WindowAttention(4, 2, (2, 4), 2, shift=1, dtype="float64", generator=Generator(0))),
    ],
    ids=["all", "windows"],
)
def test_blocks_keep_the_contract_of_modules(module):
    check_module(module, RNG.normal(size=(1, 8, 4)))


def test_dropping():
    x = RNG.normal(size=(64, 3, 4))
    layer = block(SelfAttention(4, 2, attn_drop=0.5, proj_drop=0.5, dtype="float64", generator=Generator(0)))
    assert (layer(x).numpy() != layer(x).numpy()).any()
    layer.eval()
    np.testing.assert_array_equal(layer(x).numpy(), layer(x).numpy())
    skipped = block(drop_path=1.0, generator=Generator(0))
    np.testing.assert_array_equal(value_of(skipped(x)), x)


def test_maps_start_by_glorots_rule_each_by_itself():
    layer = SelfAttention(64, 2, generator=Generator(0))
    bound = (6 / 128) ** 0.5
    for part in np.split(layer.qkv.weight.numpy(), 3):
        assert 0.98 * bound < abs(part).max() <= bound
    assert (layer.qkv.bias.numpy() == 0).all()
    assert abs(glorot(10, 50, False, "float32", Generator(0)).weight.numpy()).max() <= 0.1**0.5


def test_heads_must_divide():
    with pytest.raises(ArgumentError, match="no multiple of the heads"):
        SelfAttention(5, 2)
    with pytest.raises(ArgumentError, match="not cut evenly"):
        WindowAttention(4, 2, (3, 4), 2, shift=1)
