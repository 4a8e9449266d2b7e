from deadlines.clock import sweep
