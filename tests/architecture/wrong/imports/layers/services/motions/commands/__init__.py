import oversight.commands
