"""The fault harness: real processes under traffic, killed where it hurts; what came of it is checked from outside. docs/reliability.md tells what is promised.

The product knows nothing of it: `wrapped` starts the real processes and patches a named seam (`points`, `controls`) only in the one that shall die or be wrong.
"""
