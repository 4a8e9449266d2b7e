from guidance.rules import may
