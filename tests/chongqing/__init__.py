"""Chongqing at its true size: `build` makes an installation with all its towns, `bench` measures it (docs/scale.md)."""
