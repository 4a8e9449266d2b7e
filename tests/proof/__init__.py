"""Attacks on the promises: nothing lost, nothing doubled, nothing leaked, everything restored. `make proof` runs a seeded sample, `make proof FULL=1` all."""
