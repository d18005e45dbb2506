"""Whole lives rehearsed in memory: the real steps, decided by the real aggregates, on a clock of its own."""
