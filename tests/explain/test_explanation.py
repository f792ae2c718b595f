"""An explanation gives all of its views, in every form, and changes nothing."""

import json
import time

import numpy as np
import pytest

import wengert as wg
from wengert import losses, nn
from wengert.errors import ArgumentError


@pytest.fixture
def model():
    return nn.Sequential(nn.Linear(2, 3), nn.Dropout(0.5), nn.BatchNorm1d(3), nn.ReLU(), nn.Linear(3, 1))


def explained(model, lr=0.1):
    x, y = np.ones((4, 2), "float32") * np.arange(4, dtype="float32")[:, None], np.ones((4, 1), "float32")
    return wg.explain(model, x, target=y, loss=losses.MSELoss(), lr=lr)


def test_explaining_changes_nothing(model):
    wg.sum(model(np.ones((2, 2), "float32"))).backward()
    before = snapshot(model)
    key = wg.random.default_generator.state_tensors()[0].value
    e = explained(model)
    e.tables()
    e.verification()
    e.second_order()
    assert repr(e)
    assert e._repr_html_()
    after = snapshot(model)
    assert before.keys() == after.keys()
    assert all(np.array_equal(before[n], after[n]) for n in before)
    assert np.array_equal(key, wg.random.default_generator.state_tensors()[0].value)


def snapshot(model):
    """State, gradients and names of everything a model holds."""
    state = {n: np.array(t.value if hasattr(t, "value") else t) for n, t in model.state_dict().items()}
    grads = {f"{n}.grad": np.array(p.grad.value) for n, p in model.named_parameters()}
    names = {f"{n}.name": np.array(str(getattr(p, "_name", None))) for n, p in model.named_parameters()}
    return state | grads | names


def test_tables_in_reading_order_and_every_form(model, tmp_path):
    e = explained(model)
    names = [t.name for t in e.tables()]
    assert names[:4] == ["forward", "compact", "backward", "chronological"]
    assert len(names) == len(set(names))
    for ending in ("md", "tex", "csv", "json", "txt", "html"):
        path = e.save(tmp_path / f"e.{ending}")
        assert path.stat().st_size > 5000
    data = json.loads((tmp_path / "e.json").read_text(encoding="utf-8"))
    assert [t["name"] for t in data["tables"]] == names
    assert (tmp_path / "e.tex").read_text(encoding="utf-8").startswith(r"\documentclass")
    with pytest.raises(ArgumentError, match="form"):
        e.save(tmp_path / "e.doc")


def test_views_are_listed_and_quantities_are_found(model):
    e = explained(model)
    assert "views: forward, compact" in repr(e)
    assert repr(e).startswith("<explanation of ℒ: ")
    assert e["z1"] is e.forward().value("z1")
    with pytest.raises(ArgumentError, match="no quantity"):
        e["q"]
    assert len(e.entries) == len(e.forward()) + len(e.backward())
    for name in e.views:
        assert getattr(type(e), name).__doc__


def test_a_large_network_is_told_by_modules():
    blocks = [nn.Sequential(nn.Linear(8, 8), nn.Tanh()) for _ in range(70)]
    x = np.ones((1, 8), "float32")
    e = wg.explain(nn.Sequential(*blocks), x, target=x, loss=losses.MSELoss())
    assert e.large
    assert len(e.summary()) == 71
    assert list(e.views) == ["summary", "gradients", "memory", "recording"]
    assert "model.69" in repr(e)
    assert len(e.open("69").forward()) == 5


def test_a_small_network_is_explained_at_once():
    layers = [nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 1), nn.Sigmoid()]
    x = np.ones(4, "float32")
    explain = lambda: wg.explain(nn.Sequential(*layers), x, target=np.ones(1, "float32"), loss=losses.MSELoss())
    explain().backward()
    start = time.process_time()
    e = explain()
    e.forward()
    e.backward()
    assert time.process_time() - start < 0.2


def test_the_graph_is_drawn_and_saved_by_its_ending(tmp_path):
    e = wg.explain(lambda x1, x2: wg.log(x1) + x1 * x2, 2.0, 5.0)
    titles = [node.title for node in e.graph().graph.nodes]
    assert titles == ["x₁", "x₂", "v₁", "v₂", "v₃"]
    for ending, start in ((".svg", b"<svg"), (".png", b"\x89PNG"), (".dot", b"digraph")):
        assert e.save(tmp_path / f"graph{ending}").read_bytes().startswith(start)
