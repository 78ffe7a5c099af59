"""Pause a page's sound from outside at random moments, play it again, and count the changes that the page makes."""

import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

import voiceguide
from scripts.benches.page import chromium
from scripts.benches.table import Row
from voiceguide.audio import TIMELINE_RATE
from voiceguide.phone.programme import lead_in_at
from voiceguide.playback.contracts import Now
from voiceguide.playback.places import after_pause, gate_at
from voiceguide.screen.view import Course
from voiceguide.timeline.model import Timeline

_ROUTINE = "lower-back"
_MOMENTS = 50
_WATCHED_MS = 500
_LATEST_MS = 250
_NEAR_SECONDS = 0.05
_LATE_SECONDS = 0.1
"""How much later than the sound the page may show a number."""
# interrupt(from, after, watched) plays from a moment, as the lock screen's slider does. After so many milliseconds it
# pauses the element from outside, then plays it. It watches each for `watched` milliseconds, and returns what it saw.
_OUTSIDE = """
{
  const session = navigator.mediaSession;
  const setHandler = session.setActionHandler.bind(session);
  const actions = {};
  session.setActionHandler = (name, action) => setHandler(name, (actions[name] = action));
  const pass = (milliseconds) => new Promise((soon) => setTimeout(soon, milliseconds));
  const isStill = () => document.body.classList.contains("still");
  globalThis.interrupt = async (from, after, watched) => {
    const audio = document.querySelector("audio");
    actions.seekto({ seekTime: from });
    const deadline = performance.now() + 5_000;
    while ((audio.seeking || audio.paused || isStill()) && performance.now() < deadline) await pass(1);
    await pass(after);
    const seen = [];
    for (const action of ["pause", "play"]) {
      const begin = audio.currentTime;
      const saw = { events: [], shown: [], begin };
      const stop = new AbortController();
      for (const name of ["pause", "play"]) {
        audio.addEventListener(name, () => saw.events.push(name), { signal: stop.signal });
      }
      let still = isStill();
      const observer = new MutationObserver(() => {
        if (still !== isStill()) saw.shown.push((still = isStill()) ? "pause" : "play");
      });
      observer.observe(document.body, { attributeFilter: ["class"] });
      const began = performance.now();
      audio[action]();
      await pass(watched);
      saw.passed = (performance.now() - began) / 1000;
      saw.end = audio.currentTime;
      saw.state = session.playbackState;
      saw.count = document.getElementById("seconds").innerText;
      stop.abort();
      observer.disconnect();
      seen.push(saw);
    }
    return seen;
  };
}
"""


@dataclass(frozen=True, slots=True)
class Pause:
    """What a page did after a pause from outside at `at_seconds` and the play after it; `wrong` is empty if right."""

    at_seconds: float
    events: int
    wrong: tuple[str, ...]


def rows() -> Iterator[Row]:
    """Yield one row."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        timeline = voiceguide.build_timeline(voiceguide.compile(voiceguide.load(_ROUTINE)))
        path = Path(folder, "page.html")
        voiceguide.export(timeline, path)
        pauses = paused(browser, path, timeline, moments(timeline, _MOMENTS, seed=1))
        wrong = [pause for pause in pauses if pause.wrong]
        yield Row(
            f"a page in Chromium, its sound paused from outside at {_MOMENTS} random moments, and played again",
            "one change each, and the sound goes on from where it was",
            f"{2 * len(pauses)} changes expected, {sum(pause.events for pause in pauses)} seen; {len(wrong)} wrong",
            "; ".join(f"{pause.at_seconds:.2f} s: {', '.join(pause.wrong)}" for pause in wrong),
            met=not wrong,
        )


def moments(timeline: Timeline, count: int, seed: int) -> list[int]:
    """Return `count` random frames of `timeline`, not so late that its end comes meanwhile."""
    meanwhile = TIMELINE_RATE.hz * (_LATEST_MS + 3 * _WATCHED_MS) // 1000
    chance = random.Random(seed)
    return [chance.randrange(timeline.length - meanwhile) for _ in range(count)]


def paused(browser: Browser, path: Path, timeline: Timeline, frames: list[int]) -> list[Pause]:
    """Pause the page at `path` a little after each of `frames`, and play it again."""
    page = browser.new_context(bypass_csp=True).new_page()
    page.add_init_script(_OUTSIDE)
    page.goto(path.as_uri())
    page.click("#start")
    chance = random.Random(len(frames))
    pauses = [_pause(page, timeline, frame, chance.randrange(_LATEST_MS)) for frame in frames]
    page.context.close()
    return pauses


def _pause(page: Page, timeline: Timeline, frame: int, after_ms: int) -> Pause:
    pause, play = page.evaluate(
        "([from, after, watched]) => interrupt(from, after, watched)",
        [frame / TIMELINE_RATE.hz, after_ms, _WATCHED_MS],
    )
    at = round(pause["begin"] * TIMELINE_RATE.hz)
    landing = after_pause(timeline, at)
    stands = pause["begin"]
    if landing.lead_in is not None:  # the sound has the lead-in of a hold after its end
        stands = (lead_in_at(timeline) + landing.lead_in) / TIMELINE_RATE.hz
    elif landing.at != at:
        stands = landing.at / TIMELINE_RATE.hz
    wrong = [*_mistakes(pause, "pause", "paused"), *_mistakes(play, "play", "playing")]
    if abs(pause["end"] - stands) > _NEAR_SECONDS:
        wrong.append(f"stands at {pause['end']:.2f} s instead of {stands:.2f}")
    played = play["end"] - pause["end"]
    if not 0 < played < play["passed"] + _NEAR_SECONDS:
        wrong.append(f"played {played:.2f} s in {play['passed']:.2f}")
    if play["count"] not in {_count(timeline, play["end"] - late) for late in (0, _LATE_SECONDS)}:
        wrong.append(f"counts {play['count']!r} at {play['end']:.2f} s")
    return Pause(pause["begin"], len(pause["events"]) + len(play["events"]), tuple(wrong))


def _count(timeline: Timeline, seconds: float) -> str:
    """Return the seconds that a session's screen counts down at `seconds`."""
    at = round(seconds * TIMELINE_RATE.hz)
    count = Course(timeline).look(Now(timeline, at, waiting=gate_at(timeline, at, at)), live=True).seconds
    return "" if count is None else str(count)


def _mistakes(seen: dict[str, Any], action: str, state: str) -> Iterator[str]:
    """Yield what went wrong after `action`."""
    for name in ("events", "shown"):
        if seen[name] != [action]:
            yield f"{len(seen[name])} {name} after {action}"
    if seen["state"] != state:
        yield f"says {seen['state']} after {action}"
