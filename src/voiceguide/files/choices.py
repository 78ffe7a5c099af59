"""What can be chosen for a file, in words. Imports nothing, so that the command line can show it at once."""

from typing import Literal, get_args

Chaptering = Literal["sections", "steps", "none"]
"""What a player lists and skips to: the routine's sections, each step to do, or nothing."""
CHAPTERINGS: tuple[Chaptering, ...] = get_args(Chaptering)

Captions = Literal["vtt", "srt", "lrc", "chapters"]
"""A file beside the sound: the spoken cues as WebVTT, SubRip or LRC, or the chapters as podcasts read them."""
CAPTIONS: tuple[Captions, ...] = get_args(Captions)
