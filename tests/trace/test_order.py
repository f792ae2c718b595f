"""Lines come in the order of statements, and by level within one expression."""

import wengert as wg
from wengert.trace.order import place


def operations(tr):
    return [line.primitive.name for line in tr.lines if line.primitive is not None]


def test_within_one_expression_lines_are_sorted_by_level():
    tr = wg.trace(lambda a, b: wg.log(a) + a * b - wg.sin(b), 2.0, 5.0)
    assert operations(tr) == ["log", "multiply", "sin", "add", "subtract"]


def test_statements_keep_their_order():
    def f(a, b):
        c = wg.log(a) + a * b
        d = wg.sin(b)
        return c - d

    assert operations(wg.trace(f, 2.0, 5.0)) == ["log", "multiply", "add", "sin", "subtract"]


def test_rounds_of_a_loop_and_calls_keep_their_order():
    def square_and_shift(x):
        x = x * x
        return x + 1

    def f(x):
        for _ in range(2):
            x = x * 2 + wg.sin(x)
        return square_and_shift(x) * square_and_shift(x)

    assert operations(wg.trace(f, 2.0)) == ["multiply", "sin", "add"] * 2 + ["multiply", "add"] * 2 + ["multiply"]


def test_a_place_is_a_statement_and_an_instruction():
    here, there = place(), place()
    assert here.statement == there.statement
    assert here.instruction < there.instruction
