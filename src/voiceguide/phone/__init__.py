"""A timeline -> what a phone gets of it: a page with the sound inside, a file, a feed, and the way there."""
