"""The page in Chromium: it shows what a session's screen shows, obeys like a session, and asks nobody for anything."""

from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from sessions import Murmur, compiled, hold_of

from voiceguide.audio import TIMELINE_RATE
from voiceguide.phone.programme import lead_in_at, lead_in_end
from voiceguide.plan.model import Metadata
from voiceguide.playback.contracts import Now
from voiceguide.playback.places import gate_at
from voiceguide.screen.view import Course
from voiceguide.timeline.layout import lay_out
from voiceguide.timeline.model import Mark

pytestmark = pytest.mark.browser

MOMENTS = ["start", "hold", "wait", "pause", "over"]
TICK = 480
"""Frames between two looks at a page: 20 ms."""

# A media element whose time passes when a test says so: `goOn(20)` lets 20 frames pass.
STILL_CLOCK = """
{
  let at = 0, paused = true, element = null;
  const tell = (name) => element?.dispatchEvent(new Event(name));
  Object.defineProperties(HTMLMediaElement.prototype, {
    currentTime: { get: () => at / 24000, set: (seconds) => { at = Math.round(seconds * 24000); } },
    paused: { get: () => paused },
    seeking: { get: () => false },
    ended: { get: () => false },
  });
  HTMLMediaElement.prototype.play = async function () { element = this; paused = false; };
  HTMLMediaElement.prototype.pause = () => { paused = true; };
  const text = (id) => (document.getElementById(id).hidden ? "" : document.getElementById(id).innerText);
  globalThis.goOn = (frames) => { if (!paused) at += frames; tell("timeupdate"); };
  globalThis.look = () => ({
    at, paused, kind: document.body.dataset.kind, word: text("word"), said: text("said"), seconds: text("seconds"),
    place: text("place"), chapter: text("chapter"), next: text("next"), ready: !document.getElementById("ready").hidden,
  });
  globalThis.run = (frames, tick) => {
    const seen = [];
    for (let passed = 0; passed < frames; passed += tick) { seen.push(look()); goOn(tick); }
    return seen;
  };
}
"""


@pytest.fixture
def session(visit, written):
    """A page whose time passes only when a test says so; it was started."""
    page = visit(written(), before=STILL_CLOCK)
    page.click("#start")
    return page


def pass_to(page, frame):
    """Let time pass to `frame` in steps as small as a screen's."""
    page.evaluate("(to) => { while (look().at < to && !look().paused) goOn(Math.min(400, to - look().at)); }", frame)
    return look(page)


def lead_in_to(timeline, hold):
    """Return the frame of a page's sound from which `hold` begins again: in the silence that is missing before it."""
    return lead_in_at(timeline) + len(timeline.lead_in) - (3 * 24_000 - (hold.at - hold.lead))


def pass_lead_in(page, timeline):
    """Let time pass to the end of a lead-in."""
    page.evaluate("(length) => { while (look().at > length) goOn(400); }", timeline.length)


def look(page):
    return page.evaluate("look()")


def tap(page, name):
    page.get_by_role("button", name=name, exact=True).click()
    return look(page)


def test_at_every_moment_it_shows_what_the_screen_of_a_session_shows(session, timeline):
    seen = session.evaluate("([frames, tick]) => run(frames, tick)", [timeline.length, TICK])
    course = Course(timeline)
    for number, shown in enumerate(seen):
        at = number * TICK
        view = course.look(Now(timeline, at, waiting=gate_at(timeline, at, at)), live=True)
        chapter = view.chapter if view.chapter != view.place else ""
        shown["next"] = shown["next"].casefold()
        assert shown == {
            "at": at,
            "paused": False,
            "kind": view.kind,
            "word": view.sentence or view.word,
            "said": view.speech,
            "seconds": "" if view.seconds is None else str(view.seconds),
            "place": view.place,
            "chapter": chapter,
            "next": f"Next: {view.next}".casefold() if view.next else "",
            "ready": view.kind == "wait",
        }, TIMELINE_RATE.seconds(at)


def test_the_end_offers_to_begin_once_more(session, timeline):
    session.evaluate("(frames) => goOn(frames)", timeline.length)
    assert look(session)["kind"] == "over"
    assert tap(session, "Once more")["at"] == 0


def test_ready_goes_through_the_wait(session, timeline):
    (gate,) = timeline.gates
    assert pass_to(session, gate.start + 24_000)["ready"]
    shown = tap(session, "I\u2019m ready")
    assert (shown["at"], shown["ready"]) == (gate.end, False)


def test_who_does_not_want_to_be_waited_for_is_not_asked(session, timeline):
    (gate,) = timeline.gates
    session.get_by_role("switch").uncheck()
    shown = pass_to(session, gate.start + 24_000)
    assert (shown["kind"], shown["word"], shown["ready"]) == ("wait", "Wait", False)


def test_the_buttons_obey_as_a_session_does(session, timeline):
    hold = hold_of(timeline)
    pass_to(session, hold.at + 24_000)
    begins = lead_in_to(timeline, hold)
    shown = tap(session, "Pause")
    assert (shown["word"], shown["paused"], shown["at"]) == ("Paused. Let go.", True, begins)
    assert session.get_by_role("status").inner_text() == "Paused. Let go."
    assert not tap(session, "Go on")["paused"]
    pass_lead_in(session, timeline)
    assert look(session)["at"] == hold.start
    pass_to(session, hold.at + 24_000)
    assert tap(session, "Again")["at"] == begins
    rest = next(mark for mark in timeline.steps if mark.verb == "rest")
    assert tap(session, "Next")["at"] == rest.start
    assert tap(session, "Back")["at"] == begins


def test_a_lead_in_shows_its_words_and_the_hold_that_comes(session, timeline):
    hold = hold_of(timeline)
    pass_to(session, hold.at + 24_000)
    tap(session, "Pause")
    tap(session, "Go on")
    session.evaluate("goOn(480)")
    shown = look(session)
    view = Course(timeline).look(Now(timeline, hold.start, leading_in=True), live=True)
    assert (view.word, view.next, view.place) == (timeline.lead_in.text, "Hold 8 s", "Left side, round 1 of 2")
    assert {name: shown[name] for name in ("kind", "word", "said", "seconds", "place", "next", "paused")} == {
        "kind": view.kind,
        "word": view.word,
        "said": "",
        "seconds": "",
        "place": view.place,
        "next": f"Next: {view.next}",
        "paused": False,
    }
    assert session.locator("[aria-current=step]").inner_text().startswith("Hold 8 s")


def test_keys_do_what_buttons_do(session, timeline):
    starts = timeline.step_starts
    session.keyboard.press("ArrowRight")
    session.keyboard.press("ArrowRight")
    assert look(session)["at"] == starts[1]
    session.keyboard.press("ArrowLeft")
    assert look(session)["at"] == starts[0]
    session.evaluate("document.activeElement.blur()")
    session.keyboard.press("Space")
    assert look(session)["paused"]
    session.keyboard.press("Enter")
    assert not look(session)["paused"]


def test_the_keyboard_reaches_every_control_and_never_loses_its_place(visit, written):
    page = visit(written(), before=STILL_CLOCK)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "start"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "toggle"
    reached = set()
    for _ in range(8):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.textContent"))
    assert {"forward", "waits"} < reached


def test_a_step_in_the_list_plays_from_its_first_cue(session, timeline):
    pause = tap(session, "Pause")
    assert pause["paused"]
    hold = hold_of(timeline, 2)
    session.locator("#steps button", has_text="Hold 8 s").nth(2).click()
    shown = look(session)
    assert (shown["at"], shown["paused"]) == (lead_in_to(timeline, hold), False)
    assert session.locator("[aria-current=step]").count() == 1
    pass_lead_in(session, timeline)
    assert look(session)["at"] == hold.start


def test_the_lock_screen_is_told_what_is_heard_and_obeyed(visit, written, timeline):
    handlers = "navigator.mediaSession.setActionHandler = (name, does) => { (globalThis.does ??= {})[name] = does; };"
    page = visit(written(), before=STILL_CLOCK + handlers)
    page.evaluate("does.play()")
    pass_to(page, hold_of(timeline).at + 24_000)
    told = page.evaluate("(({title, artist, album}) => [title, artist, album])(navigator.mediaSession.metadata)")
    assert told == ["Hold 8 s · Left side, round 1 of 2", "A little of everything", "The left side"]
    page.evaluate("does.nexttrack()")
    assert look(page)["at"] == next(mark.start for mark in timeline.steps if mark.verb == "rest")
    page.evaluate("does.previoustrack()")
    page.evaluate("does.pause()")
    assert (look(page)["at"], look(page)["paused"]) == (lead_in_to(timeline, hold_of(timeline)), True)
    assert page.evaluate("navigator.mediaSession.playbackState") == "paused"


def test_the_screen_stays_on_while_it_plays(visit, written):
    lock = """
    Object.defineProperty(navigator, "wakeLock", { value: { request: async (what) => {
      (globalThis.locks ??= []).push(what);
      return { release: async () => locks.pop() };
    } } });
    """
    page = visit(written(), before=STILL_CLOCK + lock)
    assert page.evaluate("globalThis.locks") is None
    page.click("#start")
    assert page.evaluate("locks") == ["screen"]
    tap(page, "Pause")
    assert page.evaluate("locks") == []


def test_it_asks_for_nothing_but_itself_and_breaks_no_rule_of_its_own(visit, written, served):
    path = written()
    with served(path.parent) as address:
        for place in (path, f"{address}/{path.name}"):
            page = visit(place)
            page.click("#start")
            page.wait_for_selector("body:not(.still)")
            away = [asked for asked in page.asked if not asked.startswith(("blob:", "data:"))]
            assert away == [page.url]
            assert page.slips == []


def test_it_can_be_installed_where_it_has_an_address(visit, written, served):
    path = written()

    def why_not(place):
        page = visit(place)
        found = page.context.new_cdp_session(page).send("Page.getInstallabilityErrors")["installabilityErrors"]
        return {slip["errorId"] for slip in found} - {"in-incognito"}, page.slips

    with served(path.parent) as address:
        assert why_not(f"{address}/{path.name}") == (set(), [])
    assert "no-manifest" in why_not(path)[0]


def test_its_policy_stops_what_would_reach_out(visit, written):
    page = visit(written())
    page.evaluate("document.body.append(Object.assign(new Image(), { src: 'https://example.org/a.png' }))")
    refused = "fetch('https://example.org').then(() => 'went', () => 'refused')"
    assert page.evaluate(refused) == "refused"
    assert all("Content Security Policy" in slip for slip in page.slips)
    assert page.slips


@pytest.mark.parametrize("kind", ["m4a", "mp3", "opus", "flac", "wav"])
def test_its_sound_is_as_long_as_the_timeline_and_its_lead_in_in_a_browsers_own_decoder(kind, visit, written, timeline):
    keep = "const make = URL.createObjectURL; URL.createObjectURL = (blob) => make((globalThis.kept = blob));"
    page = visit(written(kind=kind), before=f"{{ {keep} }}")
    frames = page.evaluate(
        "async () => (await new OfflineAudioContext(1, 1, 24000).decodeAudioData(await kept.arrayBuffer())).length"
    )
    assert abs(frames - lead_in_end(timeline)) <= (24 if kind in ("mp3", "opus") else 0)


def test_it_plays_to_its_end_by_itself(visit, written):
    short = lay_out(compiled("routine: 1\ntitle: T\nsteps:\n- say: Up.\n- say: And down.\n"), Murmur(), wake_up=False)
    page = visit(written(short))
    page.click("#start")
    page.wait_for_selector("body[data-kind=over]")
    assert page.slips == []


def test_a_browser_that_does_not_let_it_sound_yet_can_be_asked_again(visit, written):
    page = visit(written(), before=STILL_CLOCK)
    refuse = "async () => { throw new DOMException('not now', 'NotAllowedError'); }"
    page.evaluate("void (globalThis.may = HTMLMediaElement.prototype.play)")
    page.evaluate(f"void (HTMLMediaElement.prototype.play = {refuse})")
    page.click("#start")
    page.wait_for_selector("body[data-kind=pause]")
    page.evaluate("void (HTMLMediaElement.prototype.play = may)")
    assert not tap(page, "Go on")["paused"]


def test_a_browser_that_cannot_play_the_sound_is_told_so(visit, written):
    page = visit(
        written(), before="{ const make = URL.createObjectURL; URL.createObjectURL = () => make(new Blob([])); }"
    )
    page.get_by_role("alert").wait_for()
    assert page.get_by_role("alert").inner_text().startswith("This browser can\u2019t play the sound")


@pytest.mark.parametrize("moment", MOMENTS)
def test_axe_finds_nothing(moment, visit, written, timeline):
    page = visit(written(), before=STILL_CLOCK)
    bring_to(page, moment, timeline)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert [(slip["id"], [node["html"] for node in slip["nodes"]]) for slip in found] == []


def bring_to(page, moment, timeline):
    """Bring a page with a still clock to `moment`."""
    if moment == "start":
        return
    page.click("#start")
    frames = {"wait": timeline.gates[0].start + 24_000, "over": timeline.length}
    pass_to(page, frames.get(moment, hold_of(timeline).at + 24_000))
    if moment == "pause":
        tap(page, "Pause")
    page.evaluate("goOn(1)")
    assert look(page)["kind"] == moment


@pytest.mark.parametrize("moment", MOMENTS)
def test_what_matters_is_on_the_screen_at_every_size(moment, visit, written, timeline):
    page = visit(written(), before=STILL_CLOCK)
    bring_to(page, moment, timeline)
    matters = {"start": ["#start"], "wait": ["#word", "#ready", "#toggle"]}.get(moment, ["#word", "#toggle"])
    for width, height in [(320, 568), (390, 844), (768, 1024), (844, 390), (1280, 800)]:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for name in matters:
            box = page.locator(name).bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= height, (name, height)


def test_everything_that_is_tapped_is_as_large_as_a_thumb(session, timeline):
    pass_to(session, timeline.gates[0].start + 24_000)
    for button in session.get_by_role("button").all():
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 44, button.inner_text()


def test_a_ring_that_may_not_move_moves_a_second_at_a_time(visit, written, timeline):
    page = visit(written(), before=STILL_CLOCK, reduced_motion="reduce")
    bring_to(page, "hold", timeline)
    draw = "goOn(480); return document.getElementById('ring').style.strokeDashoffset;"
    drawn = page.evaluate(f"Array.from({{ length: 60 }}, () => {{ {draw} }})")
    assert len(set(drawn)) == 2


def test_a_language_that_runs_to_the_left_does_so(visit, written):
    text = "routine: 1\ntitle: תרגיל\nlanguage: he\nsteps:\n- say: לעמוד.\n- hold: 5 s\n  count: none\n"
    page = visit(written(lay_out(compiled(text), Murmur())), before=STILL_CLOCK, width=320)
    page.click("#start")
    step = page.locator("#steps button").first
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    assert step.locator("span").bounding_box()["x"] > step.locator("small").bounding_box()["x"]
    assert page.locator("#back").bounding_box()["x"] < page.locator("#forward").bounding_box()["x"]
    assert page.locator("#passed").bounding_box()["x"] < page.locator("#left").bounding_box()["x"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_texts_that_look_like_html_are_texts(visit, written, timeline):
    evil = "</script><script>document.title = 'caught'</script><img src=x onerror=alert(1)>"
    marks = (Mark(0, 48_000, "step", evil, verb="say", start=0), Mark(0, 48_000, "caption", evil))
    metadata = Metadata(evil, summary=evil, safety=(evil,), sources=(evil,))
    page = visit(written(replace(timeline, marks=marks, metadata=metadata)), before=STILL_CLOCK)
    assert page.title() == evil
    page.click("#start")
    assert pass_to(page, 24_000)["word"] == evil
    assert page.slips == []
