"""The web console: the look, the words and the pages."""
