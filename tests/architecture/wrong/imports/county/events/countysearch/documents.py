from roster.words import LABELS
