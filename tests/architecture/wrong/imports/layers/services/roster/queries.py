import motions.queries
