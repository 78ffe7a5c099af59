"""Microphone samples -> commands: offline, a few words of the listener's language, nothing kept."""
