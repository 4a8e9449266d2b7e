from roster.rules import may
