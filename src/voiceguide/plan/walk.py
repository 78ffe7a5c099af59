"""A plan -> every word and sound file in it, in the order they are first needed."""

from collections.abc import Iterator

from voiceguide.plan.model import Chapter, Event, Hold, Phase, Phrase, Plan, Play, Say, Sound, Wait, Words


def spoken(plan: Plan) -> Iterator[Words]:
    """Yield the words of every cue, repeats included."""
    for event in plan.events:
        yield from _spoken(event)


def worded(plan: Plan) -> Iterator[tuple[Event, Words]]:
    """Yield all words beside their events, those that are only printed too."""
    for event in plan.events:
        if isinstance(event, Chapter):
            yield event, event.title
        else:
            yield from ((event, words) for words in _spoken(event))


def sounds(plan: Plan) -> Iterator[Sound]:
    """Yield every sound file to decode, repeats included; the music last."""
    for event in plan.events:
        if isinstance(event, Play):
            yield event.sound
        elif isinstance(event, Hold):
            yield from (step.sound for step in event.inside if isinstance(step, Play))
    if plan.music:
        yield plan.music.sound


def count(number: int) -> Words:
    """Return the words of a spoken count."""
    return Words((Phrase("count", (("number", number),)),))


HALFWAY = Words((Phrase("halfway"),))


def _spoken(event: Event) -> Iterator[Words]:
    match event:
        case Say():
            yield event.words
        case Phase():
            yield event.word
        case Wait():
            yield from (words for words in (event.answer, event.asking) if words)
            yield from event.reminders
        case Hold():
            if event.own_say:
                yield event.own_say
            for step in event.inside:
                yield from _spoken(step)
            if event.halfway:
                yield HALFWAY
            for _, number in event.numbers:
                yield count(number)
            if event.release:
                yield event.release
