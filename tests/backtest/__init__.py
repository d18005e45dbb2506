"""Backtests with answers worked out by hand."""
