"""BatchNorm and InstanceNorm are PyTorch's: keys, values, gradients, running averages; also compiled and in epochs."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn
from wengert.errors import GraphError, ShapeError
from wengert.testing import check_module

SHAPES = {"1d": (6, 3), "2d": (2, 3, 2, 4), "3d": (2, 3, 2, 2, 2)}
OPTIONS = [{}, {"momentum": None}, {"affine": False, "eps": 1e-3}, {"track_running_stats": False}, {"momentum": 0.4}]


def draw(shape, seed=0, scale=1.0, shift=0.0):
    return np.random.default_rng(seed).normal(size=shape) * scale + shift


@pytest.mark.parametrize("kind", ["BatchNorm", "InstanceNorm"])
@pytest.mark.parametrize("dim", SHAPES)
@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_it_is_pytorchs_over_batches_in_training_and_in_inference(kind, dim, options, beside_pytorch):
    torch = pytest.importorskip("torch")
    if kind == "InstanceNorm":
        options = {"affine": True, "track_running_stats": True, **options}
    for dtype in ("float64", "float32"):
        theirs = getattr(torch.nn, kind + dim)(3, **options)
        for p in theirs.parameters():
            torch.nn.init.normal_(p)
        pair = beside_pytorch(getattr(nn, kind + dim)(3, **options), theirs, dtype)
        shape = SHAPES[dim] if (kind, dim) != ("InstanceNorm", "1d") else (2, 3, 4)
        for seed in range(3):
            pair.call(draw(shape, seed, 3.0, 1.0))
        pair.theirs.eval()
        pair.ours.eval()
        pair.call(draw(shape, 9))


@pytest.mark.parametrize("dim", SHAPES)
def test_one_example_without_a_batch_axis_has_its_own_statistics(dim, beside_pytorch):
    torch = pytest.importorskip("torch")
    layers = (getattr(m, f"InstanceNorm{dim}")(3, affine=True) for m in (nn, torch.nn))
    beside_pytorch(*layers, "float64").call(draw((3, 4, 2, 2)[: 1 + int(dim[0])]))


def test_a_sequence_is_normalized_over_its_length_too(beside_pytorch):
    torch = pytest.importorskip("torch")
    beside_pytorch(nn.BatchNorm1d(3), torch.nn.BatchNorm1d(3), "float64").call(draw((4, 3, 5)))


@pytest.mark.parametrize("layer", [nn.BatchNorm1d(3), nn.InstanceNorm1d(3, affine=True, track_running_stats=True)])
def test_inference_keeps_the_contract_of_modules(layer):
    check_module(layer, draw((2, 3, 2)))


def test_training_has_right_derivatives_to_the_second_order():
    layer = nn.BatchNorm2d(2, dtype="float64")
    wg.transforms.gradcheck(lambda m, x: m(x), layer, draw((2, 2, 2, 1)), order=2)


def test_compiled_steps_move_the_averages_as_eager_ones():
    eager, compiled = nn.BatchNorm1d(3, momentum=None), nn.BatchNorm1d(3, momentum=None)
    step = wg.compile(lambda x: compiled(x), state=compiled)
    for seed in range(3):
        x = draw((5, 3), seed).astype("float32")
        np.testing.assert_allclose(np.asarray(step(x).value), eager(x).numpy(), atol=1e-5)
    for name, value in eager.state_dict().items():
        np.testing.assert_allclose(np.asarray(compiled.state_dict()[name].value), value.numpy(), rtol=1e-5, atol=1e-6)
        assert compiled.state_dict()[name].dtype == value.dtype
    assert len(step.recompiles) == 1
    assert "f64" not in step.text(x)
    compiled.eval()
    np.testing.assert_allclose(np.asarray(step(x).value), eager.eval()(x).numpy(), atol=1e-5)


def test_fit_carries_the_averages_through_its_epochs():
    x = draw((32, 3), 0, 2.0, 5.0).astype("float32")
    model = nn.Sequential(nn.BatchNorm1d(3), nn.Linear(3, 1))
    optimizer = wg.optim.SGD(model.parameters(), lr=0.01)
    wg.train.fit(model, (x, x[:, :1]), wg.losses.MSELoss(), optimizer, epochs=3, batch_size=8)
    norm = model[0]
    assert int(norm.num_batches_tracked.item()) == 12
    np.testing.assert_allclose(norm.running_mean.numpy(), x.mean(0) * (1 - 0.9**12), atol=0.6)


def test_a_batch_of_one_gives_the_bias_and_leaves_the_variance_alone():
    layer = nn.BatchNorm1d(2)
    x = wg.tensor(np.array([[1e3, -1e3]], "float32"), requires_grad=True)
    out = layer(x)
    assert out.numpy().tolist() == [[0.0, 0.0]]
    (out * np.array([1.0, 2.0], "float32")).sum().backward()
    assert not x.grad.numpy().any()
    assert layer.running_var.tolist() == [1.0, 1.0]
    assert layer.running_mean.tolist() == [100.0, -100.0]


@pytest.mark.parametrize("scale", [0.0, 1e3])
def test_constant_and_large_inputs_have_finite_outputs_and_slopes(scale):
    for layer in (nn.BatchNorm1d(3), nn.InstanceNorm1d(3, affine=True), nn.GroupNorm(3, 3), nn.RMSNorm(4)):
        x = wg.tensor((draw((2, 3, 4)) * scale + 1e3).astype("float32"), requires_grad=True)
        layer(x).sum().backward()
        assert np.isfinite(x.grad.numpy()).all()


def test_vmap_normalizes_each_example_when_nothing_is_tracked_and_refuses_to_track():
    x = draw((4, 5, 3)).astype("float32")
    layer = nn.BatchNorm1d(3, track_running_stats=False)
    np.testing.assert_allclose(wg.vmap(layer)(x).numpy(), np.stack([layer(row).numpy() for row in x]), atol=1e-5)
    tracking = nn.BatchNorm1d(3)
    with pytest.raises(GraphError, match="running averages cannot move while a program is recorded"):
        wg.vmap(tracking)(x)
    assert int(tracking.num_batches_tracked.item()) == 0
    assert wg.vmap(tracking.eval())(x).shape == (4, 5, 3)


def test_gradient_as_a_transform_moves_the_averages_once():
    layer = nn.BatchNorm1d(3)
    wg.grad(lambda m, x: (m(x) ** 2).sum())(layer, draw((5, 3)).astype("float32"))
    assert int(layer.num_batches_tracked.item()) == 1


@pytest.mark.parametrize("shape", [(4, 2), (4,), (4, 3, 2, 2)])
def test_other_inputs_are_refused(shape):
    with pytest.raises(ShapeError, match="BatchNorm1d: needs 3 channels"):
        nn.BatchNorm1d(3)(np.ones(shape, "float32"))


def test_it_says_what_it_is():
    text = "BatchNorm2d(3, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)"
    assert repr(nn.BatchNorm2d(3)) == text
