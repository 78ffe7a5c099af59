"""Plan + clips -> Timeline: every cue at its frame."""
