"""Speech: a plan -> clips, spoken once, as loud as each other, kept for the next time."""
