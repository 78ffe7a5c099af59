"""What a page needs of a routine: its timeline as the scripts read it, and the page's own words in its language."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from voiceguide.timeline.model import Mark, Timeline
from voiceguide.timeline.shown import Shown


def texts(shown: Shown) -> Mapping[str, str]:
    """Return the words that the page's HTML and scripts take, by key: those of `shown`, and what a session answers."""
    return {**shown, **{key: shown.phrase(key) for key in ("paused-let-go", "not-here")}}


def direction(language: str) -> str:
    """Return the direction in which `language`, a BCP 47 tag, is written: 'rtl' or 'ltr'.

    >>> direction("ar-EG"), direction("pa-Arab"), direction("de"), direction("x-klingon")
    ('rtl', 'rtl', 'ltr', 'ltr')
    """
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(language, sep="_" if "_" in language else "-").text_direction)
    except (UnknownLocaleError, ValueError):
        return "ltr"


_SPARE_SECONDS = 5
"""The silence before and after the lead-in in a page's sound: so late may the page notice that something ends."""


def programme(timeline: Timeline, shown: Shown) -> dict[str, Any]:
    """Return what the transport and the screen of a page need, as JSON can hold it; times are frames.

    `leadIn` is where the lead-in lies in the page's sound, and its words. `verbs` are the facts of each verb, as in
    `routine.model.VERBS`, and the word for it in the language of `shown`.
    """
    metadata = timeline.metadata
    return {
        "rate": timeline.rate.hz,
        "length": timeline.length,
        "ends": timeline.ends,
        "begins": timeline.begins,
        "about": {"title": metadata.title, "summary": metadata.summary, "language": metadata.language},
        "leadIn": {
            "at": lead_in_at(timeline),
            "length": len(timeline.lead_in),
            "text": timeline.lead_in.text,
        },
        "gates": [{"start": gate.start, "end": gate.end, "ask": gate.ask} for gate in timeline.gates],
        "verbs": {step.verb: _facts(step, shown) for step in timeline.steps},
        "marks": [_mark(timeline, mark, shown) for mark in timeline.marks],
    }


def lead_in_at(timeline: Timeline) -> int:
    """Return the frame of a page's sound at which its lead-in begins."""
    return timeline.length + _SPARE_SECONDS * timeline.rate.hz


def lead_in_end(timeline: Timeline) -> int:
    """Return how many frames a page's sound has, with its lead-in and the silence after that."""
    return lead_in_at(timeline) + len(timeline.lead_in) + _SPARE_SECONDS * timeline.rate.hz


def _facts(step: Mark, shown: Shown) -> dict[str, Any]:
    facts = step.facts
    return {
        "word": shown.word(step.verb),
        "look": facts.look,
        "canAct": facts.can_act,
        "isHeld": facts.is_held,
        "isSpeech": facts.is_speech,
        "isSilence": facts.is_silence,
    }


def _mark(timeline: Timeline, mark: Mark, shown: Shown) -> dict[str, Any]:
    written: dict[str, Any] = {"kind": mark.kind, "at": mark.at, "end": mark.end, "label": mark.label}
    if mark.kind == "step":
        written |= {"label": shown.step(timeline, mark), "verb": mark.verb, "start": mark.start}
        written |= {} if mark.lead is None else {"lead": mark.lead}
        written |= {"side": mark.context.side} if mark.context.side else {}
        written |= _places(mark, shown)
    elif mark.kind == "caption" and mark.label.isdecimal():
        written["count"] = int(mark.label)
    return written


def _places(step: Mark, shown: Shown) -> dict[str, Any]:
    """Return the `place` of `step`, if it has one; a pace has `places`, one for each of its cycles, as well."""
    context, written = step.context, dict[str, Any]()
    if step.facts.look == "phase" and context.rounds:
        rounds = range(1, context.rounds + 1)
        written["places"] = [shown.place(replace(context, round=number)) for number in rounds]
        context = replace(context, round=None, rounds=None)
    return written | ({"place": where} if (where := shown.place(context)) else {})
