"""What is remembered of a session: a journal to resume it, a history to look back on, and reminders."""
