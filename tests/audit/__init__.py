"""Tests of evidence: what is sealed, exported, verified and checked."""
