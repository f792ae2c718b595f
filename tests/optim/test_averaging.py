"""Averages of weights against PyTorch's AveragedModel; swapping, following an optimizer, compiled, saved."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn, optim
from wengert.errors import ArgumentError

POINTS = np.random.default_rng(0).normal(size=(6, 2, 3))


def path(average, w):
    for point in POINTS:
        w.value = point
        average.update()
    return next(iter(average.averages.values())).numpy()


@pytest.mark.parametrize("kind", ["ema", "swa"])
def test_they_are_pytorchs(kind):
    torch = pytest.importorskip("torch")
    from torch.optim import swa_utils

    layer = torch.nn.Linear(3, 2, bias=False, dtype=torch.float64)
    more = {"multi_avg_fn": swa_utils.get_ema_multi_avg_fn(0.9)} if kind == "ema" else {}
    theirs = swa_utils.AveragedModel(layer, **more)
    for point in POINTS:
        layer.weight.data = torch.tensor(point)
        theirs.update_parameters(layer)
    w = nn.Parameter(np.zeros((2, 3)))
    ours = optim.EMA([w], 0.9) if kind == "ema" else optim.SWA([w])
    np.testing.assert_allclose(path(ours, w), theirs.module.weight.detach().numpy(), rtol=1e-12)
    assert ours.state_dict()["n_averaged"].item() == 6


def test_an_equal_average_from_a_start_on_of_every_other_point():
    w = nn.Parameter(np.zeros((2, 3)))
    np.testing.assert_allclose(path(optim.SWA([w], start=1, every=2), w), POINTS[1::2].mean(axis=0))


def test_warm_up_forgets_early_points():
    w = nn.Parameter(np.zeros((2, 3)))
    average = POINTS[0]
    for n, point in enumerate(POINTS[1:], 1):
        d = min(0.9, (1 + n) / (10 + n))
        average = d * average + (1 - d) * point
    np.testing.assert_allclose(path(optim.EMA([w], 0.9, warmup=True), w), average)


def test_swapped_is_for_a_block_and_copy_for_good():
    w = nn.Parameter(np.zeros((2, 3)))
    average = optim.SWA([w])
    mean = path(average, w)
    seen = []

    def interrupted():
        with average.swapped():
            seen.append(w.numpy())
            raise KeyError

    with pytest.raises(KeyError):
        interrupted()
    np.testing.assert_array_equal(seen[0], mean)
    np.testing.assert_array_equal(w.numpy(), POINTS[-1])
    average.copy_to()
    np.testing.assert_array_equal(w.numpy(), mean)


def test_a_copy_into_another_model_and_buffers():
    torch_like = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
    average = optim.EMA(torch_like, 0.5, buffers=True)
    assert "1.running_mean" in average.averages
    assert "1.num_batches_tracked" not in average.averages
    average.update()
    other = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
    average.copy_to(other)
    np.testing.assert_array_equal(other[0].weight.numpy(), torch_like[0].weight.numpy())


@pytest.mark.parametrize("compiled", [False, True])
def test_it_follows_an_optimizer_through_compilation_and_saves(compiled):
    w = nn.Parameter(np.array([4.0], "float32"))
    average = optim.EMA([w], 0.5)
    optimizer = optim.SGD([w], lr=0.5).follow(average)

    def step():
        (w * w / 2).sum().backward()
        optimizer.step()
        optimizer.zero_grad()

    run = wg.compile(step, state=optimizer) if compiled else step
    for _ in range(3):
        run()
    assert average.averages["0"].tolist() == [(2 * 0.25 + 1 * 0.25 + 0.5 * 0.5)]
    assert average.averages["0"].dtype == np.float32
    again = optim.EMA([nn.Parameter(np.zeros(1, "float32"))], 0.5)
    other = optim.SGD(list(again._sources.values())).follow(again)
    other.load_state_dict(optimizer.state_dict())
    assert again.averages["0"].tolist() == average.averages["0"].tolist()
    again.load_state_dict(average.state_dict())
    assert again.count.item() == 3


def test_nonsense_is_refused():
    w = nn.Parameter([1.0])
    for make, says in [
        (lambda: optim.EMA([w], 1.0), "decay is out of range"),
        (lambda: optim.SWA([w], every=0), "every is out of range"),
        (lambda: optim.EMA(nn.ReLU()), "there are no parameters"),
        (lambda: optim.WeightAverage([w]).update(), "defines no weight"),
    ]:
        with pytest.raises(ArgumentError, match=says):
            make()
