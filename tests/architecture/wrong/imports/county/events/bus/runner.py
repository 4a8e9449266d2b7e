import deadlines.clock
