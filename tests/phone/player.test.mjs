// The player with an <audio> element that stands still until it is told how much time has passed.

import assert from "node:assert/strict";
import test from "node:test";

import { indexed } from "../../src/voiceguide/phone/page/places.mjs";
import { Player } from "../../src/voiceguide/phone/page/player.mjs";

const RATE = 24_000;
const VERBS = { say: { isSpeech: true }, wait: { canAct: true }, hold: { canAct: true, isHeld: true } };

/** Words to 2 s, a wait to 6 s, a hold with its words from 6 to 10 s, words to 12 s. */
function routine({ ask = null } = {}) {
  const step = (verb, start, at, end) => ({ kind: "step", verb, start: RATE * start, at: RATE * at, end: RATE * end });
  const marks = [step("say", 0, 0, 2), step("wait", 2, 2, 6), step("hold", 6, 7, 10), step("say", 10, 10, 12)];
  const gates = [{ start: 2 * RATE, end: 6 * RATE, ask }];
  return indexed({ rate: RATE, length: 12 * RATE, gates, verbs: VERBS, marks });
}

class FakeAudio {
  currentTime = 0;
  paused = true;
  seeking = false;
  plays = 0;
  refusal = null;

  get ended() {
    return this.currentTime >= 12;
  }

  async play() {
    this.plays += 1;
    if (this.refusal) throw this.refusal;
    this.paused = false;
  }

  pause() {
    this.paused = true;
  }
}

function begun(options) {
  const audio = new FakeAudio();
  const player = new Player(routine(options), audio);
  player.obey("resume");
  const pass = (seconds) => {
    audio.currentTime += seconds;
    player.follow();
  };
  return { audio, player, pass };
}

test("nothing sounds before it is asked for", () => {
  const audio = new FakeAudio();
  const player = new Player(routine(), audio);
  player.follow();
  assert.deepEqual([audio.plays, player.now.paused], [0, true]);
});

test("it is where the element is", () => {
  const { player, pass } = begun();
  pass(1.25);
  assert.equal(player.now.at, 1.25 * RATE);
});

test("a wait goes on when the listener is ready", () => {
  const { audio, player, pass } = begun();
  pass(3);
  assert.equal(player.now.waiting.end, 6 * RATE);
  assert.equal(player.gateEndsIn, 3);
  player.obey("ready");
  assert.equal(audio.currentTime, 6);
  assert.equal(player.now.waiting, null);
});

test("a wait ends by itself", () => {
  const { audio, player, pass } = begun();
  pass(5.9);
  pass(0.2);
  assert.equal(audio.currentTime.toFixed(3), "6.100");
  assert.equal(player.gateEndsIn, null);
});

test("a patient wait asks once more", () => {
  const { audio, player, pass } = begun({ ask: 4 * RATE });
  pass(5.9);
  pass(0.2);
  assert.ok(audio.currentTime >= 4 && audio.currentTime < 4.2, `${audio.currentTime}`);
  assert.ok(player.now.waiting);
});

test("ready a little early opens the wait, and its words are heard to their end", () => {
  const { audio, player, pass } = begun();
  pass(1);
  player.obey("ready");
  assert.equal(audio.currentTime, 1);
  pass(1);
  pass(0.01);
  assert.ok(audio.currentTime >= 6, `${audio.currentTime}`);
});

test("nobody is waited for when the listener doesn't want it", () => {
  const { audio, player, pass } = begun({ ask: 4 * RATE });
  pass(3);
  player.waitAtGates(false);
  assert.equal(player.now.waiting, null);
  player.obey("ready");
  pass(3.5);
  assert.equal(audio.currentTime, 6.5);
  player.obey("back");
  player.waitAtGates(true);
  assert.equal(player.now.waiting.start, 2 * RATE);
});

test("a pause in a hold lets go, and the hold begins again from its words", () => {
  const { audio, player, pass } = begun();
  pass(8);
  assert.equal(player.obey("pause"), "paused-let-go");
  assert.deepEqual([audio.paused, audio.currentTime], [true, 6]);
  player.obey("resume");
  assert.equal(audio.paused, false);
});

test("a pause elsewhere moves nothing", () => {
  const { audio, player, pass } = begun();
  pass(1);
  assert.equal(player.obey("pause"), "paused");
  player.obey("resume");
  assert.equal(audio.currentTime, 1);
});

test("next, back and again lead to the first cue of a step", () => {
  const { audio, player, pass } = begun();
  pass(3);
  player.obey("next");
  assert.equal(audio.currentTime, 6);
  pass(1.5);
  player.obey("again");
  assert.equal(audio.currentTime, 6);
  player.obey("back");
  assert.equal(audio.currentTime, 2);
});

test("next while paused moves on, and stays paused; a tap on a step plays it", () => {
  const { audio, player, pass } = begun();
  pass(1);
  player.obey("pause");
  player.obey("next");
  assert.deepEqual([audio.currentTime, audio.paused], [2, true]);
  player.playFrom(10 * RATE);
  assert.deepEqual([audio.currentTime, audio.paused], [10, false]);
});

test("the end is the end, and a step plays from there, too", () => {
  const { audio, player, pass } = begun();
  pass(11.999);
  pass(0.001);
  assert.deepEqual([player.now.over, audio.paused], [true, true]);
  player.obey("next");
  assert.equal(player.now.over, true);
  player.playFrom(0);
  assert.deepEqual([player.now.over, audio.currentTime, audio.paused], [false, 0, false]);
});

test("while the element seeks, it is where it was sent, even if the element rounds that", () => {
  const { audio, player, pass } = begun();
  pass(7.5);
  player.obey("again");
  audio.seeking = true;
  audio.currentTime = 6.02;
  player.follow();
  assert.equal(player.now.at, 6 * RATE);
});

test("an element that is sent elsewhere from outside is followed, playing, paused or at the end", () => {
  const { audio, player, pass } = begun();
  const sendTo = (seconds) => {
    Object.assign(audio, { seeking: true, currentTime: seconds });
    player.follow();
    audio.seeking = false;
    return player.now;
  };
  pass(1);
  assert.deepEqual(sendTo(9), { at: 9 * RATE, paused: false, over: false, waiting: null });
  assert.equal(sendTo(1).at, RATE);
  player.obey("pause");
  assert.deepEqual(sendTo(8), { at: 8 * RATE, paused: true, over: false, waiting: null });
  player.obey("resume");
  assert.deepEqual([audio.currentTime, audio.paused], [8, false]);
  pass(4);
  assert.equal(player.now.over, true);
  assert.deepEqual(sendTo(1), { at: RATE, paused: true, over: false, waiting: null });
});

test("only a command starts the element: a pause from outside is one", () => {
  const { audio, player, pass } = begun();
  for (const [seconds, answer, at] of [[1, "paused", 1], [2, "paused", 3], [5, "paused-let-go", 6]]) {
    pass(seconds);
    audio.paused = true;
    player.follow();
    assert.equal(player.heed(), answer);
    assert.deepEqual([player.now.paused, audio.paused, audio.currentTime], [true, true, at]);
    assert.equal(player.heed(), null);
    audio.paused = false;
    assert.equal(player.heed(), null);
    assert.deepEqual([player.now.paused, audio.currentTime], [false, at]);
  }
  assert.equal(audio.plays, 1);
});

test("a command obeys what happened to the element before it", () => {
  const { audio, player, pass } = begun();
  pass(1);
  audio.paused = true;
  assert.equal(player.obey("next"), "paused");
  assert.deepEqual([player.now.paused, audio.paused, audio.currentTime], [true, true, 2]);
  audio.paused = false;
  player.obey("toggle");
  assert.deepEqual([player.now.paused, audio.paused], [true, true]);
});

test("many pauses in one place move nothing", () => {
  const { audio, player, pass } = begun();
  pass(1);
  for (let times = 0; times < 10; times += 1) {
    player.obey("pause");
    player.obey("resume");
  }
  assert.deepEqual([player.now.at, audio.currentTime], [RATE, 1]);
});

test("an element that plays after the end begins once more", () => {
  const { audio, player, pass } = begun();
  pass(12);
  assert.equal(player.now.over, true);
  audio.paused = false;
  player.heed();
  assert.deepEqual([player.now.over, player.now.paused, audio.currentTime], [false, false, 0]);
});

test("an element that stops a little before where it was sent isn't sent again", () => {
  const { audio, player } = begun();
  player.obey("next");
  audio.currentTime = 1.98;
  player.follow();
  assert.equal(audio.currentTime, 1.98);
});

for (const name of ["NotAllowedError", "AbortError", "NotSupportedError"]) {
  test(`an element that can't start is paused, and says so: ${name}`, async () => {
    const audio = new FakeAudio();
    audio.refusal = Object.assign(new Error("no"), { name });
    let refused;
    const player = new Player(routine(), audio, (error) => (refused = error));
    player.obey("resume");
    await new Promise(setImmediate);
    player.heed();
    assert.deepEqual([player.now.paused, audio.paused, refused], [true, true, audio.refusal]);
  });
}

test("a start that was interrupted doesn't stop the one after it", async () => {
  const { audio, player } = begun();
  player.obey("pause");
  audio.refusal = Object.assign(new Error("no"), { name: "AbortError" });
  player.obey("resume");
  Object.assign(audio, { refusal: null, paused: false });
  await new Promise(setImmediate);
  player.heed();
  assert.deepEqual([player.now.paused, audio.paused], [false, false]);
});
