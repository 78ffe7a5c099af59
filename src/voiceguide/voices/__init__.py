"""The name of a voice -> its files, from where they are published."""
