"""The Vision Transformer: against timm where it is there, and against the same net written in PyTorch."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError, ShapeError
from wengert.nn.functional import resized_positions
from wengert.nn.models import VisionTransformer, build, vit_base, vit_small, vit_tiny
from wengert.nn.models.vit import preset_vit, vit_from
from wengert.nn.role import named_roles
from wengert.random import Generator
from wengert.tensor import value_of
from wengert.testing import check_module

RNG = np.random.default_rng(0)
SMALL = {"img_size": 8, "patch_size": 4, "in_chans": 1, "num_classes": 3, "embed_dim": 8, "depth": 2, "num_heads": 2}


def small(**options):
    """A small net with values that have no special ones."""
    model = VisionTransformer(**{**SMALL, "dtype": "float64", "generator": Generator(0), **options})
    rng = np.random.default_rng(1)
    for p in model.parameters():
        p.value = 0.5 * rng.normal(size=p.shape)
    return model


def in_pytorch(torch, p, x, heads, pool):
    """The same net, with timm's names."""
    F = torch.nn.functional
    t = F.conv2d(x, p["patch_embed.proj.weight"], p["patch_embed.proj.bias"], stride=4).flatten(2).transpose(1, 2)
    if "cls_token" in p:
        t = torch.cat([p["cls_token"].expand(len(x), -1, -1), t], 1)
    t, size = t + p["pos_embed"], t.shape[-1]
    norm = lambda t, name: F.layer_norm(t, (size,), p[name + ".weight"], p[name + ".bias"], 1e-6)
    affine = lambda t, name: F.linear(t, p[name + ".weight"], p[name + ".bias"])
    for k in range(2):
        at = f"blocks.{k}."
        qkv = affine(norm(t, at + "norm1"), at + "attn.qkv").reshape(*t.shape[:2], 3, heads, -1).permute(2, 0, 3, 1, 4)
        out = F.scaled_dot_product_attention(*qkv).transpose(1, 2).reshape(t.shape)
        t = t + affine(out, at + "attn.proj")
        t = t + affine(F.gelu(affine(norm(t, at + "norm2"), at + "mlp.fc1")), at + "mlp.fc2")
    return affine(norm(t, "norm")[:, 0] if pool == "token" else norm(t.mean(1), "fc_norm"), "head")


@pytest.mark.parametrize("pool", ["token", "mean"])
def test_outputs_and_gradients_are_pytorchs(pool):
    torch = pytest.importorskip("torch")
    model, x = small(pool=pool), RNG.normal(size=(2, 1, 8, 8))
    theirs = {n: torch.tensor(np.array(p.value), requires_grad=True) for n, p in model.named_parameters()}
    expected, out = in_pytorch(torch, theirs, torch.tensor(x), 2, pool), model(x)
    np.testing.assert_allclose(out.numpy(), expected.detach(), rtol=1e-10, atol=1e-12)
    (expected**2).sum().backward()
    (out**2).sum().backward()
    for name, p in model.named_parameters():
        np.testing.assert_allclose(p.grad.numpy(), theirs[name].grad, rtol=1e-8, atol=1e-9, err_msg=name)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ({}, {}),
        ({"global_pool": "avg", "class_token": False}, {"pool": "mean"}),
        ({"global_pool": "avg"}, {"pool": "mean", "class_token": True}),
        ({"qkv_bias": False, "mlp_ratio": 2.0}, {"qkv_bias": False, "mlp_ratio": 2.0}),
    ],
)
def test_weights_are_timms(theirs, ours):
    timm = pytest.importorskip("timm")
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    other = timm.models.vision_transformer.VisionTransformer(**SMALL, **theirs).double().eval()
    model = VisionTransformer(**SMALL, **ours, dtype="float64").eval()
    assert [n for n, _ in model.named_parameters()] == [n for n, _ in other.named_parameters()]
    model.load_state_dict({n: t.numpy() for n, t in other.state_dict().items()})
    x = RNG.normal(size=(2, 1, 8, 8))
    np.testing.assert_allclose(model(x).numpy(), other(torch.tensor(x)).detach(), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize(("make", "count"), [(vit_tiny, 5717416), (vit_small, 22050664), (vit_base, 86567656)])
def test_parameters_are_as_many_as_published(make, count):
    model = make(depth=1)
    count_of = lambda module: sum(p.size for p in module.parameters())
    assert count_of(model) + 11 * count_of(model.blocks) == count


def test_names_and_roles():
    model = VisionTransformer(**{**SMALL, "depth": 1})
    assert [n for n, _ in model.named_parameters()] == [
        "cls_token",
        "pos_embed",
        *(f"patch_embed.proj.{n}" for n in ("weight", "bias")),
        *(
            f"blocks.0.{part}.{n}"
            for part in ("norm1", "attn.qkv", "attn.proj", "norm2", "mlp.fc1", "mlp.fc2")
            for n in ("weight", "bias")
        ),
        *(f"{part}.{n}" for part in ("norm", "head") for n in ("weight", "bias")),
    ]
    found = {name: role for name, _, role in named_roles(model)}
    assert (found["cls_token"], found["pos_embed"], found["patch_embed.proj.weight"]) == ("token", "position", "weight")


@pytest.mark.parametrize(
    "options",
    [
        {"depth": 1, "embed_dim": 4},
        {"depth": 1, "embed_dim": 4, "pool": "mean", "merge": 1},
    ],
    ids=["plain", "merging"],
)
def test_it_keeps_the_contract_of_modules(options):
    check_module(small(**options), RNG.normal(size=(1, 1, 8, 8)), order=1)


def test_curvature_through_attention_is_that_of_finite_differences():
    model, x = small(depth=1, embed_dim=4), RNG.normal(size=(2, 1, 8, 8))
    loss = lambda m: (m(x) ** 2).sum()
    start = {n: np.array(p.value) for n, p in model.named_parameters()}
    direction = {n: RNG.normal(size=a.shape) for n, a in start.items()}

    def gradient(step):
        for n, p in model.named_parameters():
            p.value = start[n] + step * direction[n]
        model.zero_grad()
        loss(model).backward()
        return {n: np.array(p.grad.value) for n, p in model.named_parameters()}

    ahead, behind = gradient(1e-5), gradient(-1e-5)
    gradient(0.0)
    tangent = model.tree_rebuild(model.tree_children())
    wanted = {n: (ahead[n] - behind[n]) / 2e-5 for n in start}
    along = wg.tree.unflatten(wg.tree.flatten(tangent)[1], [direction[n] for n in start])
    found = wg.jvp(wg.grad(loss), (model,), (along,))[1]
    for n, p in found.named_parameters():
        np.testing.assert_allclose(value_of(p), wanted[n], rtol=1e-5, atol=1e-5, err_msg=n)


def test_the_order_of_patches_matters_only_by_their_positions():
    model, x = small(pool="mean"), RNG.normal(size=(1, 1, 8, 8))
    swapped = np.concatenate([x[..., 4:], x[..., :4]], axis=-1)
    assert abs(model(x).numpy() - model(swapped).numpy()).max() > 1e-3
    model.pos_embed.value = np.zeros(model.pos_embed.shape)
    np.testing.assert_allclose(model(swapped).numpy(), model(x).numpy(), rtol=1e-9)


def test_merging_leaves_fewer_tokens_and_windows_all():
    images = RNG.normal(size=(2, 1, 8, 8))
    assert small(patch_size=2, merge=3).forward_features(images).shape == (2, 17 - 6, 8)
    assert small(patch_size=2, merge=3)(images).shape == (2, 3)
    windows = small(patch_size=2, pool="mean", window=2)
    assert [block.attn.shift for block in windows.blocks] == [0, 1]
    assert windows.forward_features(images).shape == (2, 16, 8)
    whole = small(patch_size=4, pool="mean", window=2)
    plain = small(patch_size=4, pool="mean")
    np.testing.assert_allclose(whole(images).numpy(), plain(images).numpy(), rtol=1e-9)


def test_drop_path_grows_with_depth():
    model = small(depth=3, drop_path_rate=0.2)
    assert [block.drop_path1.p for block in model.blocks] == [0.0, 0.1, 0.2]


def test_features_without_a_head_and_a_stem_of_ones_own():
    class Stem(wg.nn.Module):
        grid_size = (2, 2)

        def forward(self, x):
            return wg.nn.functional.patches(x, 4) @ np.ones((16, 8))

    model = small(num_classes=0, embed=Stem())
    assert model(RNG.normal(size=(2, 1, 8, 8))).shape == (2, 8)
    assert model.pos_embed.shape == (1, 5, 8)


def test_a_model_for_larger_images():
    model, larger = small(), small(img_size=16)
    state = dict(model.state_dict())
    state["pos_embed"] = resized_positions(state["pos_embed"], (2, 2), (4, 4), prefix=1)
    larger.load_state_dict(state)
    assert larger(RNG.normal(size=(1, 1, 16, 16))).shape == (1, 3)


def test_short_forms():
    model = build("vit:patch=7,dim=16,depth=2,heads=4,mlp=2,pool=mean,drop=0.1,path=0.2", (28, 28), 5)
    assert model.patch_embed.proj.weight.shape == (16, 1, 7, 7)
    assert model.head.weight.shape == (5, 16)
    assert model.blocks[1].drop_path1.p == 0.2
    assert [b.mlp.fc1.weight.shape for b in model.blocks] == [(32, 16)] * 2
    assert (
        type(vit_from("patch=7,dim=8,depth=1,heads=1", (3, 28, 28), 2, activation="relu").blocks[0].mlp.act).__name__
        == "ReLU"
    )
    stem = build("vit:stem=2,dim=8,depth=1,heads=2,pool=mean", (1, 28, 28), 5, activation="relu")
    assert stem.pos_embed.shape == (1, 49, 8)
    assert stem(np.ones((2, 1, 28, 28), "float32")).shape == (2, 5)
    assert build("vit:small,patch=14,depth=1", (1, 28, 28), 2).embed_dim == 384


@pytest.mark.parametrize(
    ("call", "kind", "says"),
    [
        (lambda: VisionTransformer(**SMALL, pool="max"), ArgumentError, "contradict"),
        (lambda: VisionTransformer(**SMALL, class_token=False), ArgumentError, "without a class token"),
        (lambda: VisionTransformer(**SMALL, window=2), ArgumentError, "on no grid"),
        (lambda: VisionTransformer(**SMALL, pool="mean", window=2, merge=1), ArgumentError, "one of them"),
        (lambda: VisionTransformer(**SMALL, merge=-1), ArgumentError, "tokens"),
        (lambda: VisionTransformer(30), ShapeError, "not cut evenly"),
        (lambda: small()(np.ones((1, 8, 8))), ShapeError, "batch of images"),
        (lambda: preset_vit("huge"), ArgumentError, "preset"),
        (lambda: build("vit:patch=7", (64,), 2), ShapeError, "no images"),
        (lambda: build("vit:tiny,small", (1, 28, 28), 2), ArgumentError, "one preset"),
        (lambda: build("vit:patch=7,size=3", (1, 28, 28), 2), ArgumentError, "setting of vit"),
    ],
)
def test_nonsense_is_refused(call, kind, says):
    with pytest.raises(kind, match=says):
        call()
