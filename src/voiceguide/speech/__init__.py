"""Speech: makes the clips of a plan, each spoken once, all equally loud, and cached for the next time."""
