"""The voices that can be downloaded, and their download."""
