import roster.words
