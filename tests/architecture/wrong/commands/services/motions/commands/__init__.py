from motions.commands.intake import register, shown
