"""The isolation matrix: every door that the schema and the URL tables have × everybody who should not get in. docs/security.md tells what is promised.

`world` fills five congresses of two counties with marked values (`marks`); `doors` reads what can be asked; `callers` are who asks; `matrix` asks and
judges; `knocked` takes one guard away at a time, which the matrix must notice. The product knows nothing of it.
"""
