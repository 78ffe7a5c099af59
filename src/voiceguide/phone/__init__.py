"""A timeline -> what a phone needs of it: a page with the sound inside."""
