"""Prepared data: parts, scales and orders of streams are those of the same rows in memory."""

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest
from PIL import Image

from wengert.data import Standardizer, Stream, iris, load_data
from wengert.errors import ArgumentError, DataError
from wengert.random import Generator
from wengert.train.config import JobConfig
from wengert.train.prepared import few, in_memory, in_streams

ROWS = 2000
RNG = np.random.default_rng(0)
X = RNG.normal(4.0, 2.0, size=(ROWS, 3)).round(3)
KIND = np.array(["left", "right"])[(X.sum(axis=1) > 12).astype(int)]
TABLE = pa.table({"a": X[:, 0], "b": X[:, 1], "c": X[:, 2], "kind": KIND})


@pytest.fixture(params=["csv", "parquet", "npz"])
def file(request, tmp_path):
    path = tmp_path / f"t.{request.param}"
    if request.param == "npz":
        np.savez(path, x=X, y=KIND)
    else:
        (pa.csv.write_csv if request.param == "csv" else pa.parquet.write_table)(TABLE, path)
    return str(path)


def test_the_parts_of_a_stream_are_the_rows_of_the_file_and_scaled_by_the_first(file):
    found, rows = in_streams(JobConfig(data=file, shuffle_buffer=1)), load_data(file)
    train, validation, test = (part.load() for part in (found.train, found.validation, found.test))
    assert (len(train), len(validation), len(test)) == found.sizes
    assert sum(found.sizes) == ROWS
    back = np.concatenate([found.scaling.inverse(part.x) for part in (train, validation, test)])
    np.testing.assert_allclose(np.sort(back, axis=0), np.sort(rows.x, axis=0), atol=1e-5)
    wanted = Standardizer.fit(found.scaling.inverse(train.x))
    np.testing.assert_allclose(found.scaling.mean, wanted.mean, rtol=1e-5)
    np.testing.assert_allclose(found.scaling.deviation, wanted.deviation, rtol=1e-5)
    assert (found.name, found.shape, found.outputs, found.classes) == ("t", (3,), 2, ("left", "right"))


def test_every_epoch_has_an_order_of_its_own_that_the_seed_repeats(file):
    one, two = (in_streams(JobConfig(data=file, shuffle_buffer=500)) for _ in range(2))
    first, second = one.train.load().x, one.train.load().x
    assert (first != second).any()
    np.testing.assert_array_equal(np.sort(first, axis=0), np.sort(second, axis=0))
    np.testing.assert_array_equal(two.train.load().x, first)
    two.order.counter.value = np.uint32(1)  # as a run does that goes on after one epoch
    np.testing.assert_array_equal(two.train.load().x, second)
    np.testing.assert_array_equal(one.validation.load().x, two.validation.load().x)


@pytest.mark.parametrize("streamed", [False, True])
def test_files_of_their_own_are_watched_and_tested_by(tmp_path, streamed):
    files = {}
    for name, part in (("data", TABLE[:1500]), ("validation", TABLE[1500:1800]), ("test", TABLE[1800:])):
        files[name] = str(tmp_path / f"{name}.parquet")
        pa.parquet.write_table(part.select(["c", "kind", "a", "b"]) if name == "test" else part, files[name])
    config = JobConfig(**files, target="kind")
    found = in_streams(config) if streamed else in_memory(config, Generator(0))
    assert found.sizes == (1500, 300, 200)
    test = found.test.load() if streamed else found.test
    np.testing.assert_allclose(found.scaling.inverse(test.x), X[1800:], atol=1e-5)
    np.testing.assert_array_equal(test.y, KIND[1800:] == "right")
    wanted = Standardizer.fit(X[:1500].astype("float32"))
    np.testing.assert_array_equal(found.scaling.mean, wanted.mean)
    np.testing.assert_array_equal(found.scaling.deviation, wanted.deviation)
    pa.parquet.write_table(TABLE.drop(["c"]), files["validation"])
    with pytest.raises(DataError, match="no column is named c"):
        in_streams(config) if streamed else in_memory(config, Generator(0))


def test_the_targets_of_a_reconstruction_are_its_samples(file):
    found = in_streams(JobConfig(data=file, model="autoencoder:2"))
    x, y = few(found.train, 10)
    np.testing.assert_array_equal(x, y)
    assert (found.train.target_shape, found.task.name) == ((3,), "reconstruct")
    shares = in_streams(JobConfig(data=file).model_copy(update={"model": "vae:2"})).train.load().x
    assert (shares.min(), shares.max()) == (0.0, 1.0)


def test_augmented_samples_are_not_scaled_beforehand(file):
    found = in_streams(JobConfig(data=file, augment=["noise:0.1"]))
    assert abs(found.train.load().x.mean() - 4.0) < 0.2
    assert abs(found.validation.load().x.mean()) < 0.2


def test_pictures_of_a_folder_are_mixed_and_stay_small_until_they_are_scaled(tmp_path):
    for k in range(60):
        folder = tmp_path / "pets" / ("cat" if k < 30 else "dog")
        folder.mkdir(parents=True, exist_ok=True)
        Image.new("L", (4, 4), k).save(folder / f"{k}.png")
    found = in_streams(JobConfig(data=str(tmp_path / "pets"), shuffle_buffer=1, model="cnn:4"))
    x, y = few(found.train, 20)
    assert isinstance(found.train, Stream)
    assert (x.shape, x.dtype, found.scaling.mean.shape) == ((20, 1, 4, 4), np.float32, (1, 1, 1))
    assert 0 < y.mean() < 1


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"data": "digits"}, "digits: cannot be streamed"),
        ({"data": "book.txt"}, "book.txt: cannot be streamed"),
        ({"balanced": True}, "balanced: needs all training data at once"),
        ({"batch_size": 0}, "batch_size = 0: needs all training data at once"),
        ({"model": "language:gru"}, "language: reads tokens"),
    ],
)
def test_what_needs_all_data_at_once_is_refused(file, options, says):
    with pytest.raises(ArgumentError, match=says):
        in_streams(JobConfig(**{"data": file, **options}))


def test_a_text_has_no_validation_of_its_own(tmp_path):
    (tmp_path / "text.txt").write_text("to be or not to be " * 60)
    config = JobConfig(data=str(tmp_path / "text.txt"), model="language:gru", validation="other.txt")
    with pytest.raises(ArgumentError, match="validation: a text is parted by its windows"):
        in_memory(config, Generator(0))


def test_few_are_the_first():
    assert few(iris(), 2)[0].shape == (2, 4)
