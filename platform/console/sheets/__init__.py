"""Lists as tables to work on: exactly what a person's filter shows them, as Excel or CSV."""
