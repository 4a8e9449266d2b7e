print("said at the command line")
