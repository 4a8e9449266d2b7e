from oversight.rules import may
