from deadlines.rules import may
