"""Measure pages in Chromium: how soon one is ready, how large it is, and what sounds first after a tap on a step."""

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

import voiceguide
from scripts.benches.sound import Sound, lag
from scripts.benches.table import Row
from voiceguide.audio import TIMELINE_RATE, Clip
from voiceguide.phone.html import HtmlFile
from voiceguide.plan.model import Metadata
from voiceguide.playback.session import perform
from voiceguide.timeline.model import Mark, Placement, Timeline

KINDS = ("m4a", "mp3", "opus", "flac", "wav")
_ROUTINE = "lower-back-first-time"
_CHROMIUM = "/usr/bin/chromium"
_FLAGS = [
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_OPENINGS = 7
_CHAPTERS = 5
_EAR_SECONDS = 0.5
# An ear between the page's <audio> and the loudspeaker: heard(n) returns the first n samples that aren't silent.
_EAR = """
globalThis.Audio = class extends Audio { constructor() { super(); globalThis.element = this; } };
const worklet = `registerProcessor("ear", class extends AudioWorkletProcessor {
  process([[channel]]) { if (channel) this.port.postMessage(channel.slice()); return true; }
});`;
globalThis.listen = async () => {
  const context = new AudioContext({ sampleRate: 24000 });
  await context.audioWorklet.addModule(`data:text/javascript,${encodeURIComponent(worklet)}`);
  const ear = new AudioWorkletNode(context, "ear");
  globalThis.samples = [];
  ear.port.onmessage = ({ data }) => samples.push(...data);
  context.createMediaElementSource(element).connect(ear).connect(context.destination);
};
globalThis.heard = async (count) => {
  for (;;) {
    const first = samples.findIndex((sample) => sample !== 0);
    if (first >= 0 && samples.length - first >= count) return samples.slice(first, first + count);
    await new Promise((soon) => setTimeout(soon, 20));
  }
};
"""


def rows() -> Iterator[Row]:
    """Yield rows for opening and size, then one for each kind of sound."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        timeline = voiceguide.build_timeline(voiceguide.compile(voiceguide.load(_ROUTINE)))
        path = Path(folder, "page.html")
        voiceguide.export(timeline, path)
        yield _opening(browser, path, float(timeline.seconds))
        yield _size(path, timeline)
        for kind in KINDS:
            yield _seeks(browser, Path(folder, f"{kind}.html"), kind)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium, with nothing in it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=_FLAGS)
        yield browser
        browser.close()


def _opening(browser: Browser, path: Path, seconds: float) -> Row:
    taken = []
    for _ in range(_OPENINGS):
        page = browser.new_context().new_page()
        begin = time.perf_counter()
        page.goto(path.as_uri())
        page.wait_for_selector("body[data-ready]")
        taken.append(time.perf_counter() - begin)
        page.context.close()
    median = statistics.median(taken)
    return Row(
        f"a page of {seconds / 60:.1f} min, opened as a file: until Start can be tapped",
        "under 1 s",
        f"{median:.2f} s, at most {max(taken):.2f} s, {_OPENINGS} times",
        "",
        met=median < 1,
    )


def _size(page: Path, timeline: Timeline) -> Row:
    sound = page.with_suffix(".m4a")
    voiceguide.export(timeline, sound)
    size, beside = page.stat().st_size, sound.stat().st_size
    return Row(
        "its size",
        "at most 1.37 x + 60 kB",
        f"{size / 1e6:.2f} MB = 1.333 x + {(size - 4 / 3 * beside) / 1e3:.0f} kB",
        f"the M4A: {beside / 1e6:.2f} MB",
        met=size <= 1.37 * beside + 60_000,
    )


def _seeks(browser: Browser, path: Path, kind: str) -> Row:
    timeline = noise()
    write(path, timeline, kind)
    off = [1000 * late(browser, path, timeline, number) / TIMELINE_RATE.hz for number in range(1, _CHAPTERS + 1)]
    return Row(
        f"a tap on a step, sound as {kind.upper()}: the first frame heard against the step's",
        "within 50 ms",
        f"{', '.join(f'{ms:.1f}' for ms in off)} ms off",
        "",
        met=max(map(abs, off)) <= 50,
    )


def noise() -> Timeline:
    """Return a minute of noise without two parts alike, in six steps at odd frames."""
    length = 60 * TIMELINE_RATE.hz
    sound = np.random.default_rng(1).uniform(-0.2, 0.2, length).astype(np.float32)
    starts = [0, *(number * length // 6 + 1009 * number for number in range(1, _CHAPTERS + 1))]
    steps = (
        Mark(start, end, "step", f"Step {number}", verb="say", start=start)
        for number, (start, end) in enumerate(zip(starts, [*starts[1:], length], strict=True))
    )
    placed = (Placement(0, Clip(sound, TIMELINE_RATE)),)
    return Timeline(TIMELINE_RATE, length, placed, (), tuple(steps), Metadata("Noise"))


def write(path: Path, timeline: Timeline, kind: str) -> None:
    """Write `timeline` as a page at `path`, with sound of `kind`."""
    page = HtmlFile(path, mono=True, kind=kind)
    page.play(timeline, perform(timeline, channels=1, block=page.frames))


def late(browser: Browser, path: Path, timeline: Timeline, number: int) -> int:
    """Tap step `number` of the page at `path`; return how many frames after the step's first one it begins."""
    page = browser.new_context(bypass_csp=True).new_page()  # the page's policy allows only its own scripts
    page.add_init_script(_EAR)
    page.goto(path.as_uri())
    page.wait_for_selector("body[data-ready]")
    heard = _heard(page, number)
    page.context.close()
    (placed,) = timeline.placements
    step = timeline.steps[number].start
    # A coder may need the first hundredths of a second to settle; a window after them says where it is.
    skip, window = 2_400, 7_200
    return lag(placed.clip.samples, heard[skip : skip + window], step + skip, reach=4_800)


def _heard(page: Page, number: int) -> Sound:
    page.evaluate("listen()")
    page.locator("#steps button").nth(number).click()
    return np.array(page.evaluate("(count) => heard(count)", round(_EAR_SECONDS * TIMELINE_RATE.hz)), np.float32)
