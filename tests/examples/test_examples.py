"""The examples run, print their table and write their figure; at full length they reach the numbers they promise.

Short budgets here; the full runs are slow tests. Where a data set is not installed, its examples are skipped.
"""

import importlib
import importlib.util
import inspect
from pathlib import Path

import pytest

from wengert.data.idx import DEBIAN, is_idx_folder
from wengert.train.epoch import Epochs

EXAMPLES = Path(__file__).parents[2] / "examples"

# Example, its small budget, and what its table tells.
SMALL = [
    ("perceptron_and_xor", "--epochs 50", "right"),
    ("breast_cancer", "--epochs 3", "AUC"),
    ("wine", "--epochs 3", "mean"),
    ("diabetes", "--epochs 3", "R²"),
    ("digits_mlp", "--epochs 2 --samples 320", "Digits, MLP"),
    ("digits_triplet", "--epochs 2 --samples 400", "by codes"),
    ("mnist1d_cnn", "--epochs 1 --samples 142", "MNIST-1D, CNN"),
    ("mnist1d_gru", "--epochs 1 --samples 71", "MNIST-1D, GRU"),
    ("shapes_unet", "--epochs 1 --samples 8", "U-Net"),
    ("text_lstm", "--epochs 1 --samples 16", "perplexity"),
    ("fashion_mlp", "--epochs 1 --samples 142", "Fashion-MNIST, MLP"),
    ("fashion_cnn", "--epochs 1 --samples 40", "Fashion-MNIST, CNN"),
    ("fashion_vit", "--epochs 1 --samples 67 --recipe", "Vision Transformer"),
    ("fashion_autoencoder", "--epochs 1 --samples 142", "PCA"),
    ("fashion_vae", "--epochs 1 --samples 142", "nats"),
]

# Example, further arguments, and what its results must be at full length: at least, and at most.
FULL = [
    ("perceptron_and_xor", "", {"XOR network": 1.0, "AND perceptron": 1.0}, {"XOR perceptron": 0.75}),
    ("breast_cancer", "", {"logistic regression": 0.95, "network, 30-16-1": 0.95}, {}),
    ("wine", "", {"network": 0.96}, {}),
    ("diabetes", "", {"linear": 0.45, "network, 10-16-1": 0.45}, {}),
    ("digits_mlp", "", {"accuracy": 0.98}, {}),
    ("digits_triplet", "", {"neighbour_accuracy": 0.98}, {}),
    ("mnist1d_cnn", "", {"accuracy": 0.93}, {}),
    ("mnist1d_gru", "", {"accuracy": 0.90}, {}),
    ("shapes_unet", "", {"iou": 0.95}, {}),
    ("text_lstm", "", {}, {"perplexity": 6.0}),
    ("fashion_mlp", "", {"accuracy": 0.89}, {}),
    ("fashion_cnn", "", {"accuracy": 0.92}, {}),
    ("fashion_vit", "", {"accuracy": 0.86}, {}),
    ("fashion_vit", "--recipe", {"accuracy": 0.90}, {}),
    ("fashion_autoencoder", "", {}, {"loss": 0.012}),
    ("fashion_vae", "", {}, {"loss": 245.0}),
]


@pytest.fixture
def step_by_step(monkeypatch):
    """Epochs run on NumPy: for so few samples XLA would compile far longer than it runs."""
    original = Epochs.__init__

    def eager(*args, **options):
        given = inspect.signature(original).bind(*args, **options)
        original(**(given.arguments | {"compiled": False}))

    monkeypatch.setattr(Epochs, "__init__", eager)


def run(monkeypatch, name, arguments, out):
    """The results of an example, run as `python examples/NAME.py ARGUMENTS` would."""
    if name.startswith("fashion") and not is_idx_folder(DEBIAN):
        pytest.skip("Fashion-MNIST is not installed: apt install dataset-fashion-mnist")
    if name.startswith("mnist1d") and importlib.util.find_spec("mnist1d") is None:
        pytest.skip("mnist1d is not installed: pip install wengert[data]")
    monkeypatch.syspath_prepend(str(EXAMPLES))
    return importlib.import_module(name).main([*arguments.split(), "--out", str(out)])


@pytest.mark.parametrize(("name", "arguments", "title"), SMALL, ids=[" ".join(row[:2]) for row in SMALL])
@pytest.mark.usefixtures("step_by_step")
def test_runs_prints_its_table_and_writes_its_figure(monkeypatch, capsys, tmp_path, name, arguments, title):
    results = run(monkeypatch, name, arguments, tmp_path)
    assert all(value == value for value in results.values())
    printed = " ".join(capsys.readouterr().out.split())
    assert title in printed
    assert "figure:" in printed
    assert (tmp_path / f"{name}.png").stat().st_size > 1000


def test_one_of_them_compiled(monkeypatch, tmp_path):
    assert run(monkeypatch, "digits_mlp", "--epochs 3", tmp_path)["accuracy"] > 0.5


@pytest.mark.slow
@pytest.mark.parametrize(("name", "arguments", "least", "most"), FULL, ids=[" ".join(row[:2]) for row in FULL])
def test_at_full_length_reaches_what_it_promises(monkeypatch, tmp_path, name, arguments, least, most):
    results = run(monkeypatch, name, arguments, tmp_path)
    assert {n: v for n, v in results.items() if n in least and v < least[n]} == {}
    assert {n: v for n, v in results.items() if n in most and v > most[n]} == {}
    assert {*least, *most} <= set(results)


def test_every_example_is_tested_and_told_of():
    names = {path.stem for path in EXAMPLES.glob("*.py")} - {"shared"}
    assert names == {name for name, *_ in SMALL} == {name for name, *_ in FULL}
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert all(f"python examples/{name}.py" in readme for name in names)


def test_examples_are_short():
    assert {p.name for p in EXAMPLES.glob("*.py") if p.name != "shared.py" and p.read_text().count("\n") > 80} == set()
