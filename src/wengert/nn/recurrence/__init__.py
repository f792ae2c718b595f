"""Whole recurrences as primitives: what all turns need is computed for all of them at once, outside the loop.

Knows the loops of RNN, LSTM and GRU, forward and back. Knows no layer, no direction and no length.
"""
