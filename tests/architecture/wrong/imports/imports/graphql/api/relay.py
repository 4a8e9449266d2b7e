from imports.rules import may
