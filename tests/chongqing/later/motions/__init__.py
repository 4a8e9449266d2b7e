"""All migrations of motions, and one more."""
import motions.migrations

__path__ = [*__path__, *motions.migrations.__path__]
