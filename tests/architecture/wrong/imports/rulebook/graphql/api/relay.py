from rulebook.rules import may
