from motions.rules import may
