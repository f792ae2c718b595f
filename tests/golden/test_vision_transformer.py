"""Sizes and costs of Vision Transformers: tokens, entries, multiply-accumulates, parameters.

GV-100 and GV-101; the shares of ERR-48 and the parameters of ERR-49. Costs are counted on a recorded trace: what is
compared is what is computed.
"""

import numpy as np
import pytest

import wengert as wg
from wengert.nn.functional.patches import grid, patches
from wengert.nn.models.vit import VisionTransformer, vit_tiny
from wengert.nn.models.vit_block import Block, FeedForward, SelfAttention


def tokens(side, patch):
    rows, columns = grid((3, side, side), patch)
    return rows * columns + 1


def macs(module, count, size):
    """Multiply-accumulates of a module on `count` tokens: in products of tokens with each other, and in maps."""
    steps = wg.trace(module, np.zeros((1, count, size), "float32")).cost()
    return tuple(sum(s.flops for s in steps if s.primitive == name) / 2 for name in ("matmul", "affine"))


def test_tokens_and_entries(golden):
    g = golden("GV-100")
    side, patch, size, heads = (g.inputs[n] for n in ("H", "P", "D", "h"))
    model = VisionTransformer(side, patch, embed_dim=size, depth=1, num_heads=heads)
    g.check("N_patch", model.patch_embed.num_patches)
    n = model.pos_embed.shape[1]
    g.check("N", n)
    g.check("d_h", model.blocks[0].attn.head_dim)
    g.check("N^2", n**2)
    g.check("h*N^2", heads * n**2)
    small = tokens(side, g.inputs["P_small"])
    g.check("N at P=8", small)
    g.check("h*N^2 at P=8", heads * small**2)
    g.check("ratio", (small / n) ** 2)
    g.check("linear patch dimension P*P*C", patches(np.zeros((3, side, side), "float32"), patch).shape[-1])


def test_attention_has_an_entry_for_each_pair_of_tokens_in_each_head():
    attention = SelfAttention(192, 3)
    q = np.zeros((1, 3, 197, 64), "float32")
    terms, _ = wg.nn.functional.attention.exponentials(q, q)
    assert terms.size == 116427
    assert attention.num_heads * 197**2 == 116427


@pytest.mark.parametrize("patch", [16, 8, 32])
def test_costs_of_a_layer(golden, patch):
    g = golden("GV-101")
    size, heads, ratio = (g.inputs[n] for n in ("D", "h", "r"))
    n = tokens(g.inputs["H"], patch)
    g.check(f"P={patch}: N", n)
    g.check(f"P={patch}: attention entries per layer h*N^2", heads * n**2)
    between, projections = macs(SelfAttention(size, heads), n, size)
    _, thinking = macs(FeedForward(size, ratio * size), n, size)
    g.check(
        f"P={patch}: MACs per layer [attention 2N^2D, projections 4ND^2, MLP 2rND^2]", [between, projections, thinking]
    )
    g.check(f"P={patch}: share of quadratic term", between / (between + projections + thinking))
    g.check(f"P={patch}: MLP hidden activations N*r*D", n * ratio * size)
    # ERR-48: where attention between tokens costs more than the net, and than all that is linear in tokens.
    assert (between > thinking) == (n > g.values["token count above which 2N^2D exceeds 2rND^2: N > rD"])
    more = g.values["token count above which 2N^2D exceeds all linear terms: N > (2+r)D"]
    assert (between > thinking + projections) == (n > more)


def test_parameters(golden):
    g = golden("GV-101")
    size, heads, ratio = (g.inputs[n] for n in ("D", "h", "r"))
    block = Block(SelfAttention(size, heads), FeedForward(size, ratio * size), size)
    count = sum(p.size for p in block.parameters())
    g.check("parameters per encoder block", count)
    # ERR-49: quadratic in the size, 4D² + 2rD², beside what is linear in it.
    assert count == (4 + 2 * ratio) * size**2 + (9 + ratio) * size
    g.check("total parameters", sum(p.size for p in vit_tiny().parameters()))


def test_the_net_mixes_features_and_attention_mixes_tokens():
    rng = np.random.default_rng(0)
    x, order = rng.normal(size=(1, 6, 8)), rng.permutation(6)
    for module in (FeedForward(8, 16, dtype="float64"), SelfAttention(8, 2, dtype="float64")):
        np.testing.assert_allclose(module(x[:, order]).numpy(), module(x).numpy()[:, order], rtol=1e-9, atol=1e-12)
    # Which tokens of the input reach which of the output.
    for module, pairs in ((FeedForward(8, 16, dtype="float64"), 6), (SelfAttention(8, 2, dtype="float64"), 36)):
        jacobian = wg.jacrev(lambda t, module=module: module(t).sum(axis=-1)[0])(x)
        assert (abs(jacobian).sum(axis=(1, 3)) > 0).sum() == pairs
