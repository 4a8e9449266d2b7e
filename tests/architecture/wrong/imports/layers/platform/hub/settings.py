import motions.events
