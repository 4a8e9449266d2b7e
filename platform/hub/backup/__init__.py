"""One congress out of an installation and into one: backup, restore, close, move (docs/backup-format.md)."""
