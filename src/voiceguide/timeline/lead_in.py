"""What a session says outside the timeline: the lead-in of a hold that begins again, and answers."""

import numpy as np

from voiceguide.audio import Clip
from voiceguide.errors import VoiceguideError
from voiceguide.plan.model import GET_READY, Hold, Plan, Words
from voiceguide.speech.clips import Clips
from voiceguide.speech.locales import Book
from voiceguide.speech.voice_settings import VoiceSettings
from voiceguide.timeline.model import LEAD_IN_SECONDS, SILENT, LeadIn
from voiceguide.timeline.tones import tone
from voiceguide.units import gain


def needed(plan: Plan) -> tuple[Words, ...]:
    """Return the words of the lead-in, which no event of `plan` has, if `plan` has a hold."""
    held = any(isinstance(event, Hold) and event.kind == "hold" for event in plan.events)
    return (GET_READY,) if held else ()


def lead_in(plan: Plan, clips: Clips, voice_settings: VoiceSettings) -> LeadIn:
    """Return the lead-in of the holds of `plan` in the words of `clips`, or of the phrases in English and a tone."""
    if not needed(plan):
        return SILENT
    try:
        text = clips.text(GET_READY)
    except VoiceguideError:
        text = Book().text(GET_READY)
    clip = sounded(GET_READY, clips, voice_settings)
    return LeadIn(text, Clip(np.pad(clip.samples, (0, LEAD_IN_SECONDS * clip.rate.hz)), clip.rate))


def sounded(words: Words, clips: Clips, voice_settings: VoiceSettings) -> Clip:
    """Return the sound of `words`, or a tone as loud as them if `clips` doesn't have them."""
    try:
        return clips[words]
    except (VoiceguideError, KeyError):  # the language doesn't have the words, or they aren't spoken
        tick = tone("tick")
        return Clip(tick.samples * np.float32(gain(voice_settings.voice_db)), tick.rate)
