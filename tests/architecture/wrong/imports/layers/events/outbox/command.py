from rulebook import queries
