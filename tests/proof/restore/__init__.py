"""One township out and in: backup, restore, close, move; and the whole installation."""
