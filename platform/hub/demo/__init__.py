"""The demonstration year of Xunyang: what it holds is real input, invented, and filled through the commands.

`hub.demo.plan.year_plan(as_of, seed)` is pure: it reads the shipped texts and divisions and nothing else.
"""
