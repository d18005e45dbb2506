"""One business step each: load, decide, save, report."""
