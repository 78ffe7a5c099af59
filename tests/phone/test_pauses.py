"""The page's sound paused, played and sent elsewhere from outside: with Chromium's real media element.

Each test does something, lets the page come to rest, and looks at what it settled on. What an outside pause does at
moments of every kind is tested in tests/bench, with what scripts/soak measures.
"""

from typing import NamedTuple

import pytest
from sessions import Murmur, compiled, everything, hold_of

from voiceguide.audio import TIMELINE_RATE
from voiceguide.phone.programme import lead_in_at
from voiceguide.timeline.layout import lay_out

pytestmark = [pytest.mark.browser, pytest.mark.timed]

HZ = TIMELINE_RATE.hz

# Keeps the events of the page's <audio>, and the actions of the lock screen; settled() waits until no event comes.
WATCH = """
{
  const events = [];
  for (const name of ["pause", "play"]) addEventListener(name, () => events.push(name), true);
  const setHandler = navigator.mediaSession.setActionHandler.bind(navigator.mediaSession);
  globalThis.does = {};
  navigator.mediaSession.setActionHandler = (name, action) => setHandler(name, (does[name] = action));
  globalThis.pass = (milliseconds) => new Promise((soon) => setTimeout(soon, milliseconds));
  const locks = new Set();
  Object.defineProperty(navigator, "wakeLock", { value: { request: async () => {
    const lock = { release: async () => locks.delete(lock) };
    locks.add(lock);
    return lock;
  } } });
  globalThis.settled = async () => {
    const audio = document.querySelector("audio");
    const deadline = performance.now() + 2000;
    for (let count = -1; (count !== events.length || audio.seeking) && performance.now() < deadline; ) {
      count = events.length;
      await pass(100);
    }
    return [
      events.splice(0), audio.paused, document.body.classList.contains("still"), navigator.mediaSession.playbackState,
      locks.size > 0, Math.round(24000 * audio.currentTime), document.body.dataset.kind,
      document.getElementById("word").innerText,
    ];
  };
}
"""


class Settled(NamedTuple):
    """A page at rest: the events of its element since the last look, and its state in every place that tells it."""

    events: list[str]
    paused: bool
    still: bool
    told: str
    awake: bool
    at: int
    kind: str
    word: str

    @property
    def state(self):
        """Say "paused" or "playing" where element, screen, lock screen and wake lock agree."""
        states = {
            (True, True, "paused", False): "paused",
            (False, False, "playing", True): "playing",
        }
        return states.get((self.paused, self.still, self.told, self.awake), f"no agreement: {self}")


def after(page, script):
    """Run `script`, in which `audio` is the element, and return what the page settled on."""
    run = f"async () => {{ const audio = document.querySelector('audio'); {script}; return settled(); }}"
    return Settled(*page.evaluate(run))


def play_from(page, frame):
    """Play from `frame`, as a tap on the lock screen's slider does."""
    seen = after(page, f"does.seekto({{ seekTime: {frame / HZ} }})")
    assert seen.state == "playing"
    return seen


def lead_in_to(timeline, hold):
    """Return the frame of a page's sound from which `hold` begins again."""
    if hold.lead is None:
        return lead_in_at(timeline)
    return lead_in_at(timeline) + len(timeline.lead_in) - (3 * HZ - (hold.at - hold.lead))


@pytest.fixture
def opened(visit, written):
    """Open a page, the usual one or one of another timeline; nothing was tapped yet."""

    def go(*timeline):
        return visit(written(*timeline), before=WATCH)

    return go


@pytest.fixture
def playing(opened):
    """A page that was started with a tap."""
    page = opened()
    page.click("#start")
    assert after(page, "").state == "playing"
    return page


@pytest.mark.parametrize("milliseconds", [0, 20])
@pytest.mark.parametrize(("first", "second"), [("play", "pause"), ("pause", "play")])
def test_pauses_and_plays_in_quick_succession_end_in_the_last(milliseconds, first, second, playing):
    wait = f"await pass({milliseconds})" if milliseconds else ""
    one = "audio.{0}()?.catch(() => 0); {1}"
    seen = after(playing, f"for (let n = 0; n < 5; n++) {{ {one.format(first, wait)}; {one.format(second, wait)}; }}")
    assert seen.state == {"pause": "paused", "play": "playing"}[second]
    assert len(seen.events) <= 10


def test_a_pause_at_a_jump_leaves_the_page_paused_where_it_jumped_to(playing, timeline):
    hold = hold_of(timeline)
    play_from(playing, hold.start - HZ)
    seen = after(playing, "document.getElementById('forward').click(); audio.pause()")
    assert (seen.state, seen.events, seen.at) == ("paused", ["pause"], lead_in_to(timeline, hold))
    assert after(playing, "audio.play()").events == ["play"]


def test_a_pause_that_comes_before_the_tap_is_obeyed_before_it(playing, timeline):
    play_from(playing, hold_of(timeline).start - HZ)
    seen = after(playing, "audio.pause(); document.getElementById('forward').click()")
    assert (seen.state, seen.events) == ("paused", ["pause"])
    assert seen.at == lead_in_to(timeline, hold_of(timeline))


def test_a_pause_in_a_hold_lets_go_and_the_hold_begins_again(playing, timeline):
    hold = hold_of(timeline)
    play_from(playing, hold.at + 2 * HZ)
    seen = after(playing, "audio.pause()")
    assert (seen.state, seen.events, seen.word) == ("paused", ["pause"], "Paused. Let go.")
    begins = lead_in_to(timeline, hold)
    assert seen.at == begins
    assert playing.get_by_role("status").inner_text() == "Paused. Let go."
    seen = after(playing, "audio.play()")
    assert (seen.state, seen.events, seen.word) == ("playing", ["play"], timeline.lead_in.text)
    assert begins <= seen.at < begins + HZ


# Goes on with `going`, and returns the seconds until each place of the sound is first heard: past a frame of the
# timeline, and past its end, where the lead-in lies.
GO_ON = """async ([going, from, end]) => {
  const audio = document.querySelector("audio");
  const begun = performance.now();
  const seconds = () => (performance.now() - begun) / 1000;
  const heard = {};
  if (going === "audio.play()") await audio.play();
  else document.getElementById("toggle").click();
  while (heard.hold === undefined && seconds() < 12) {
    await new Promise((soon) => setTimeout(soon, 4));
    const at = 24000 * audio.currentTime;
    if (audio.seeking) continue;
    if (at > end) heard.leadIn ??= seconds();
    else if (at >= from) heard.hold = seconds();
    else heard.words ??= seconds();
  }
  [heard.events, heard.paused] = await settled();
  return heard;
}"""

HANGS = """\
routine: 1
title: Hangs
steps:
- say: Hang.
- repeat: 3
  steps:
  - hold: 7 s
  - rest: 5 s
- say: Now the plank.
- hold: 40 s
"""


@pytest.mark.parametrize("going", ["audio.play()", "a tap"])
def test_from_go_on_to_the_start_tone_lie_three_seconds_with_words(going, playing, timeline):
    hold = hold_of(timeline)
    play_from(playing, hold.at + 2 * HZ)
    assert after(playing, "document.getElementById('toggle').click()").state == "paused"
    heard = playing.evaluate(GO_ON, [going, hold.at, timeline.length])
    assert (heard["events"], heard["paused"]) == (["play"], False)
    assert 3 <= heard["hold"] < 3.4
    words = (hold.at - hold.lead) / HZ
    assert heard["leadIn"] < heard["words"]
    assert heard["hold"] - heard["words"] == pytest.approx(words, abs=0.15)


def test_a_hold_without_words_begins_after_get_ready_and_three_seconds(opened):
    timeline = lay_out(compiled(HANGS), Murmur())
    page = opened(timeline)
    page.click("#start")
    hold = hold_of(timeline, 2)
    play_from(page, hold.at + 3 * HZ)
    assert after(page, "document.getElementById('toggle').click()").word == "Paused. Let go."
    heard = page.evaluate(GO_ON, ["a tap", hold.at, timeline.length])
    assert "words" not in heard
    assert len(timeline.lead_in) / HZ <= heard["hold"] < len(timeline.lead_in) / HZ + 0.4


def test_a_long_hold_goes_on_where_it_was_after_the_same(opened):
    timeline = lay_out(compiled(HANGS), Murmur())
    page = opened(timeline)
    page.click("#start")
    hold = hold_of(timeline, 3)
    play_from(page, hold.at + 20 * HZ)
    assert after(page, "document.getElementById('toggle').click()").word == "Paused"
    heard = page.evaluate(GO_ON, ["a tap", hold.at + 20 * HZ, timeline.length])
    assert "words" not in heard
    assert len(timeline.lead_in) / HZ <= heard["hold"] < len(timeline.lead_in) / HZ + 0.4
    at = after(page, "").at
    assert hold.at + 20 * HZ < at < hold.at + 22 * HZ


def test_the_end_of_a_routine_is_the_end_of_what_is_heard_though_a_lead_in_lies_after_it(opened):
    timeline = lay_out(compiled(HANGS), Murmur())
    page = opened(timeline)
    page.click("#start")
    play_from(page, timeline.length - HZ // 2)
    page.wait_for_selector("body[data-kind=over]")
    seen = after(page, "")
    assert (seen.paused, seen.events) == (True, ["pause"])
    assert timeline.length - 50 <= seen.at < timeline.length + HZ // 4


def test_a_wait_that_asks_once_more_goes_back_without_a_pause_and_is_paused_like_any_other(opened):
    (gate,) = everything(patient=True).gates
    page = opened(everything(patient=True))
    page.click("#start")
    play_from(page, gate.end - HZ // 2)
    seen = after(page, "await pass(600)")
    assert (seen.state, seen.events, seen.kind) == ("playing", [], "wait")
    assert gate.ask <= seen.at < gate.ask + HZ
    play_from(page, gate.end - HZ // 2)
    seen = after(page, "await pass(250); audio.pause(); await pass(500)")
    assert (seen.state, seen.events) == ("paused", ["pause"])
    assert gate.start < seen.at < gate.end
    seen = after(page, "audio.play(); await pass(600)")
    assert (seen.state, seen.events, seen.kind) == ("playing", ["play"], "wait")
    assert gate.ask <= seen.at < gate.ask + HZ


def test_a_pause_while_nobody_sees_the_page_is_one_too(playing):
    hide = "Object.defineProperty(document, 'visibilityState', { value: '%s', configurable: true })"
    changed = "document.dispatchEvent(new Event('visibilitychange'))"
    seen = after(playing, f"{hide % 'hidden'}; {changed}; audio.pause()")
    assert (seen.state, seen.events) == ("paused", ["pause"])
    seen = after(playing, "audio.play()")
    assert (seen.told, seen.still, seen.awake, seen.events) == ("playing", False, False, ["play"])
    assert after(playing, f"{hide % 'visible'}; {changed}").state == "playing"


def test_a_pause_in_what_is_said_for_safety_is_one_too(opened):
    text = "routine: 1\ntitle: T\nsafety: [Stop at once if it hurts a lot anywhere.]\nsteps:\n- say: Up.\n- hold: 5 s\n"
    timeline = lay_out(compiled(text), Murmur())
    page = opened(timeline)
    page.click("#start")
    seen = after(page, "audio.pause()")
    assert (seen.state, seen.events) == ("paused", ["play", "pause"])
    assert seen.at < timeline.begins
    assert after(page, "audio.play()").events == ["play"]


def test_before_the_start_a_pause_starts_nothing_and_a_play_does(opened):
    page = opened()
    assert after(page, "audio.pause(); does.pause()").kind == "start"
    page.mouse.click(1, 1)  # a headset's button is a gesture, a script isn't
    seen = after(page, "audio.play()")
    assert (seen.state, seen.events, seen.kind) == ("playing", ["play"], "words")
    assert page.locator("#start").is_hidden()


def test_after_the_end_a_pause_changes_nothing_and_a_play_begins_once_more(playing, timeline):
    play_from(playing, timeline.length - HZ // 2)
    playing.wait_for_selector("body[data-kind=over]")
    assert after(playing, "").events == ["pause"]
    seen = after(playing, "audio.pause(); does.pause()")
    assert (seen.state, seen.events, seen.kind) == ("paused", [], "over")
    seen = after(playing, "audio.play()")
    assert (seen.state, seen.events, seen.kind) == ("playing", ["play"], "words")
    assert seen.at < HZ


def test_two_taps_on_start_start_once(opened):
    page = opened()
    seen = after(page, "const start = document.getElementById('start'); start.click(); start.click()")
    assert (seen.state, seen.events) == ("playing", ["play"])
    page = opened()
    page.dblclick("#start")
    assert after(page, "").state == "playing"


def test_a_key_held_down_presses_once(opened):
    page = opened()
    page.keyboard.press("Tab")
    for _ in range(4):
        page.keyboard.down("Enter")
    seen = after(page, "")
    assert (seen.state, seen.events) == ("playing", ["play"])


def test_keys_and_the_lock_screen_go_together_with_what_comes_from_outside(playing):
    playing.evaluate("document.activeElement.blur()")
    assert after(playing, "audio.pause()").state == "paused"
    playing.keyboard.press("Space")
    assert after(playing, "").state == "playing"
    assert after(playing, "does.pause()").state == "paused"
    assert after(playing, "audio.play()").state == "playing"
    playing.keyboard.press("Space")
    assert after(playing, "").state == "paused"
    assert after(playing, "does.play(); audio.play()").events == ["play"]
    seen = after(playing, "does.pause(); audio.pause()")
    assert (seen.state, seen.events) == ("paused", ["pause"])


def test_next_while_paused_from_outside_moves_on_and_stays_paused(playing, timeline):
    play_from(playing, hold_of(timeline).start)
    after(playing, "audio.pause()")
    seen = after(playing, "for (const _ of [1, 2]) document.getElementById('forward').click()")
    assert (seen.state, seen.events) == ("paused", [])
    assert seen.at == lead_in_to(timeline, hold_of(timeline, 1))
    playing.locator("#steps button").nth(1).click()
    assert after(playing, "").state == "playing"


def test_the_page_goes_along_where_the_element_is_sent_from_outside(playing, timeline):
    hold = hold_of(timeline)
    seen = after(playing, f"audio.currentTime = {(hold.at + HZ) / HZ}")
    assert (seen.state, seen.events, seen.kind) == ("playing", [], "hold")
    assert hold.at + HZ <= seen.at < hold.at + 2 * HZ
    seen = after(playing, "audio.currentTime = 0.1")
    assert (seen.state, seen.events, seen.kind) == ("playing", [], "words")
    assert seen.at < HZ
    after(playing, "audio.pause()")
    seen = after(playing, f"audio.currentTime = {hold.start / HZ}")
    assert (seen.state, seen.events, seen.at) == ("paused", [], hold.start)
    seen = after(playing, "audio.play()")
    begins = lead_in_to(timeline, hold)
    assert begins <= seen.at < begins + HZ


@pytest.mark.parametrize("name", ["NotAllowedError", "AbortError"])
def test_a_start_that_the_browser_refuses_leaves_the_page_paused(name, playing):
    after(playing, "audio.pause()")
    refuse = f"audio.play = async () => {{ throw new DOMException('not now', '{name}'); }}"
    seen = after(playing, f"{refuse}; document.getElementById('toggle').click()")
    assert (seen.state, seen.events) == ("paused", [])
    assert after(playing, "delete audio.play; document.getElementById('toggle').click()").state == "playing"


def test_a_sound_that_breaks_while_it_plays_is_paused(playing):
    seen = after(playing, "audio.dispatchEvent(new Event('error'))")
    assert (seen.state, seen.events) == ("paused", ["pause"])
    assert playing.get_by_role("alert").is_visible()
