"""Answers: chunks are written as one file."""

import io
import json

import numpy as np
import pytest

from wengert.cli.answers import lines, write_array


def test_a_header_comes_once_and_numbers_go_on():
    chunks = [[{"value": 1.0}, {"value": 2.0}], [{"value": 3.0}]]
    assert "".join(lines(chunks, ".csv")) == "sample,value\n0,1.0\n1,2.0\n2,3.0\n"
    found = [json.loads(line) for line in "".join(lines(chunks, ".jsonl")).splitlines()]
    assert found == [{"sample": k, "value": k + 1.0} for k in range(3)]


@pytest.mark.parametrize("sizes", [(1,), (9, 1), (1, 1_000_000)])
@pytest.mark.parametrize("shape", [(), (2,)])
def test_an_array_of_chunks_is_the_array(sizes, shape):
    chunks = [np.full((size, *shape), k, "float32") for k, size in enumerate(sizes)]
    file = io.BytesIO()
    write_array(iter(chunks), file)
    file.seek(0)
    np.testing.assert_array_equal(np.load(file), np.concatenate(chunks))
