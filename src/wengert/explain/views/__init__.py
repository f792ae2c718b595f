"""Views: each makes one table, or a few, of what is explained. One file each.

A view reads a `Subject` or the entries of its passes. It computes nothing that the list and its sweeps do not say.
"""
