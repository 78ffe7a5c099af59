"""A session -> what is remembered of it: a journal to go on from, and a history to look back on."""
