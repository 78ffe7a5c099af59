"""Routines -> what a phone in the same network fetches from this computer, by scanning a code."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from voiceguide import pipeline
from voiceguide.cli.options import Duration, json_output, mono_option, speech_options
from voiceguide.cli.problems import write_problems
from voiceguide.cli.progress import progress
from voiceguide.cli.settings import RoutineCommand
from voiceguide.records.playing import local_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from voiceguide.cli.usher import Usher
    from voiceguide.phone.addresses import Listener
    from voiceguide.phone.episode import Episode
    from voiceguide.plan.model import Plan
    from voiceguide.routine.model import Routine
    from voiceguide.session.options import SpeechOptions
    from voiceguide.timeline.model import Timeline

_USUAL_SECONDS = Fraction(600)


@click.command(
    "share",
    cls=RoutineCommand,
    several=True,
    examples=(
        "voiceguide share lower-back",
        "voiceguide share lower-back --hold 10s --for 30min",
        "voiceguide share --feed lower-back hip-stretch box-breathing",
    ),
)
@speech_options
@mono_option
@click.option("--feed", is_flag=True, help="Offer a podcast feed, too, until Ctrl-C: for AntennaPod and other apps.")
@click.option("--address", metavar="ADDRESS", help="This computer's address in the network that the phone is in.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="PORT", help="The port.  [a free one]")
@click.option(
    "limit", "--for", type=Duration("min"), metavar="TIME", help="End after this time.  [10 min; none with --feed]"
)
@click.option("code", "--no-qr", flag_value=False, default=True, help="Print the address only, no code to scan.")
@json_output
def command(
    source: str,  # noqa: ARG001 - what the routine was read from
    routine: Routine,
    more: Sequence[Routine],
    given: Mapping[str, str],
    *,
    speech: SpeechOptions,
    address: str | None,
    port: int,
    limit: Fraction | None,
    mono: bool,
    feed: bool,
    code: bool,
    as_json: bool,
) -> None:
    """Hand routines to a phone, over your own network.

    ROUTINE is the name of a routine ('voiceguide list' shows them), a file, or '-' for standard input. Scan the code
    with the phone's camera: the page that opens plays the routine, and keeps it on the phone as a file. It is offered
    at an address that nobody can guess, until it is downloaded. Settings are those of every routine named.
    """
    from voiceguide.cli.network import listen
    from voiceguide.cli.usher import Usher

    build_timeline = partial(
        pipeline.build_timeline, voice=speech.voice, voice_settings=speech.voice_settings, wake_up=speech.wake_up
    )
    routines = (routine, *more)
    plans = [(each, pipeline.compile(each, given, safety=speech.safety, music=speech.music)) for each in routines]
    with listen(address, port) as listener, TemporaryDirectory(prefix="voiceguide-") as name:
        folder = Path(name)
        episodes = list(_made(plans, build_timeline, folder, mono=mono))
        seconds = limit if limit is not None or feed else _USUAL_SECONDS
        _offer(episodes, listener, folder, seconds, feed=feed, usher=Usher(code=code, as_json=as_json))


def _made(
    plans: Iterable[tuple[Routine, Plan]], build_timeline: Callable[..., Timeline], folder: Path, *, mono: bool
) -> Iterator[Episode]:
    """Yield the files of each of `plans`, written into a folder of its own in `folder`."""
    from voiceguide.phone.episode import make_episode

    for number, (routine, plan) in enumerate(plans):
        with progress(f"Speaking {routine.name}") as shown:
            timeline = build_timeline(plan, progress=shown)
        write_problems(timeline.notes, err=True)
        place = folder / str(number)
        place.mkdir()
        with progress(f"Writing {routine.name}") as shown:
            yield make_episode(timeline, routine.name, place, mono=mono, progress=shown)


def _offer(
    episodes: Sequence[Episode], listener: Listener, folder: Path, limit: Fraction | None, *, feed: bool, usher: Usher
) -> None:
    """Serve `episodes` on `listener`, for `limit` seconds if there is one; `folder` takes what is made of them."""
    from voiceguide.phone import addresses
    from voiceguide.phone.offer import unguessable
    from voiceguide.phone.server import Share
    from voiceguide.phone.stall import set_up

    now = local_time()
    base = addresses.url(listener)
    stall = set_up(episodes, base, unguessable(), folder, feed_from=now if feed else None)
    usher.invite(stall, base, None if limit is None else now + timedelta(seconds=float(limit)))
    share = Share(stall.offer, usher.tell, endless=feed)
    share.run(listener, None if limit is None else float(limit))
    usher.close(done=share.downloaded)
