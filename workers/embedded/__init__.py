"""The embedded stack: real servers on one machine, started, watched and stopped together."""
