"""Reading: large files are streamed unless somebody says otherwise, and that is said."""

import pytest

from wengert.train.config import JobConfig
from wengert.train.reading import decided, memory


@pytest.fixture
def big(tmp_path):
    path = tmp_path / "big.csv"
    path.write_bytes(b"x" * 1000)
    return str(path)


def test_a_file_that_is_large_beside_memory_is_streamed(big):
    config, line = decided(JobConfig(data=big), 3999)
    assert config.stream is True
    assert line == (
        "big.csv (0.0 MB, more than a quarter of 0.0 MB of memory) is read in batches as they are needed; "
        "--no-stream loads it"
    )
    assert decided(JobConfig(data=big), 4000) == (JobConfig(data=big, stream=False), None)


def test_what_was_asked_for_is_done(big):
    assert decided(JobConfig(data=big, stream=False), 10) == (JobConfig(data=big, stream=False), None)
    assert decided(JobConfig(data=big, stream=True), 10**9)[1] == "big.csv is read in batches as they are needed"


@pytest.mark.parametrize("options", [{"balanced": True}, {"batch_size": 0}, {"data": "digits"}])
def test_what_cannot_be_streamed_is_not_streamed_unasked(big, options):
    assert decided(JobConfig(**{"data": big, **options}), 10)[0].stream is False


def test_memory_is_that_of_this_machine():
    assert memory() is None or memory() > 1 << 26
