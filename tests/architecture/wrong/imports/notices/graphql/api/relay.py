from notices.rules import may
