// The player with an <audio> element that stands still until it is told how much time has passed.

import assert from "node:assert/strict";
import test from "node:test";

import { indexed } from "../../src/voiceguide/phone/page/places.mjs";
import { Player } from "../../src/voiceguide/phone/page/player.mjs";

const RATE = 24_000;
const VERBS = { say: { isSpeech: true }, wait: { canAct: true }, hold: { canAct: true, isHeld: true } };

/** Words to 2 s, a wait to 6 s, a hold with its words from 6 to 10 s, words to 12 s; a lead-in from 17 to 21 s. */
function routine({ ask = null, hold = [6, 7, 10] } = {}) {
  const step = (verb, start, at, end, lead) => {
    const [first, begin, last] = [start, at, end].map((seconds) => RATE * seconds);
    return { kind: "step", verb, start: first, at: begin, end: last, lead };
  };
  const [start, at, end] = hold;
  const holding = step("hold", start, at, end, start < at ? RATE * start : undefined);
  const marks = [step("say", 0, 0, 2), step("wait", 2, 2, 6), holding, step("say", end, end, end + 2)];
  const gates = [{ start: 2 * RATE, end: 6 * RATE, ask }];
  const leadIn = { at: (end + 7) * RATE, length: 4 * RATE, text: "Get ready." };
  return indexed({ rate: RATE, length: (end + 2) * RATE, leadIn, gates, verbs: VERBS, marks });
}

class FakeAudio {
  currentTime = 0;
  paused = true;
  seeking = false;
  plays = 0;
  refusal = null;

  ends = Infinity; // a page's sound goes on after its timeline

  get ended() {
    return this.currentTime >= this.ends;
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
  assert.equal(player.turnsIn, 3);
  player.obey("ready");
  assert.equal(audio.currentTime, 6);
  assert.equal(player.now.waiting, null);
});

test("a wait ends by itself", () => {
  const { audio, player, pass } = begun();
  pass(5.9);
  pass(0.2);
  assert.equal(audio.currentTime.toFixed(3), "6.100");
  assert.equal(player.turnsIn, null);
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

test("a pause in a hold lets go, and the hold begins again from its words after the silence that is missing", () => {
  const { audio, player, pass } = begun();
  pass(8);
  assert.equal(player.obey("pause"), "paused-let-go");
  assert.deepEqual([audio.paused, player.now.at], [true, 6 * RATE]);
  player.obey("resume");
  assert.deepEqual([audio.paused, audio.currentTime, player.turnsIn], [false, 19, 2]);
  assert.deepEqual(player.now, { at: 6 * RATE, paused: false, over: false, leads: true, waiting: null });
  pass(1.9);
  assert.equal(audio.currentTime, 20.9);
  pass(0.3);
  assert.deepEqual([audio.currentTime, player.now.leads, player.turnsIn], [6, false, null]);
});

test("a hold without words begins again after the whole lead-in, and a late look cuts nothing of it", () => {
  const { audio, player, pass } = begun({ hold: [6, 6, 10] });
  pass(8);
  assert.equal(player.obey("pause"), "paused-let-go");
  player.obey("resume");
  assert.deepEqual([audio.currentTime, player.turnsIn], [17, 4]);
  pass(7);
  assert.deepEqual([audio.currentTime, player.now.at], [6, 6 * RATE]);
});

test("a hold of more than 30 s goes on where it was after the lead-in", () => {
  const { audio, player, pass } = begun({ hold: [6, 6, 37] });
  pass(20);
  assert.equal(player.obey("pause"), "paused");
  assert.equal(player.now.at, 20 * RATE);
  player.obey("resume");
  assert.equal(audio.currentTime, 44);
  pass(4);
  assert.equal(audio.currentTime, 20);
});

test("commands in a lead-in are obeyed", () => {
  const { audio, player, pass } = begun();
  const lead = () => {
    player.playStep(6 * RATE);
    pass(0.5);
    assert.equal(player.now.leads, true);
  };
  pass(1);
  lead();
  assert.equal(player.obey("pause"), "paused");
  assert.deepEqual([audio.paused, player.now.at], [true, 6 * RATE]);
  player.obey("toggle");
  assert.deepEqual([audio.paused, audio.currentTime], [false, 19]);
  player.obey("ready");
  assert.equal(player.now.leads, true);
  player.obey("next");
  assert.equal(audio.currentTime, 10);
  lead();
  player.obey("back");
  assert.equal(audio.currentTime, 2);
  lead();
  player.obey("again");
  assert.equal(audio.currentTime, 19);
});

test("an element that is paused, played or sent elsewhere from outside in a lead-in is followed", () => {
  const { audio, player, pass } = begun();
  pass(8);
  audio.paused = true;
  assert.equal(player.heed(), "paused-let-go");
  assert.equal(audio.currentTime, 19, "the element goes on from there, whoever plays it");
  audio.paused = false;
  assert.equal(player.heed(), null);
  assert.deepEqual([player.now.leads, audio.currentTime], [true, 19]);
  pass(1);
  audio.paused = true;
  assert.equal(player.heed(), "paused");
  Object.assign(audio, { paused: false, seeking: true, currentTime: 1 });
  player.follow();
  audio.seeking = false;
  player.heed();
  assert.deepEqual([player.now.at, player.now.leads, audio.currentTime], [RATE, false, 1]);
});

test("a tap on a step plays from its first cue, and one on a hold leads in to it", () => {
  const { audio, player, pass } = begun();
  pass(1);
  player.playStep(2 * RATE);
  assert.equal(audio.currentTime, 2);
  player.playStep(6 * RATE);
  assert.equal(audio.currentTime, 19);
  player.playFrom(6 * RATE);
  assert.equal(audio.currentTime, 6);
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
  assert.deepEqual([player.now.at, audio.currentTime], [6 * RATE, 19]);
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
  audio.currentTime = 19.02;
  player.follow();
  assert.deepEqual([player.now.at, player.turnsIn], [6 * RATE, 2]);
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
  assert.deepEqual(sendTo(9), { at: 9 * RATE, paused: false, over: false, leads: false, waiting: null });
  assert.equal(sendTo(1).at, RATE);
  player.obey("pause");
  assert.deepEqual(sendTo(8), { at: 8 * RATE, paused: true, over: false, leads: false, waiting: null });
  player.obey("resume");
  assert.deepEqual([audio.currentTime, audio.paused], [19, false], "paused in a hold, wherever it came from");
  pass(2);
  pass(6);
  assert.equal(player.now.over, true);
  assert.deepEqual(sendTo(1), { at: RATE, paused: true, over: false, leads: false, waiting: null });
});

test("only a command starts the element: a pause from outside is one", () => {
  const { audio, player, pass } = begun();
  for (const [seconds, answer, at] of [[1, "paused", 1], [2, "paused", 3], [5, "paused-let-go", 19]]) {
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
  assert.equal(player.now.leads, true);
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
