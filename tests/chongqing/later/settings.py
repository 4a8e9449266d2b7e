"""The product's settings; its apps have the migrations of the next version."""
from hub.settings import *  # noqa: F403

MIGRATION_MODULES = {"motions": "tests.chongqing.later.motions"}
