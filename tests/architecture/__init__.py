"""What a machine can hold of docs/conventions.md.

Each check is a function over a tree of files that gives a line for everything wrong, so that the same function is run on the repository and on
a deliberately wrong tree (`wrong/<check>/`) whose `expected.txt` says what must be found there, and nothing else.
"""
