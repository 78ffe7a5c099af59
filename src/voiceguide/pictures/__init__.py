"""A routine -> pictures of it."""
