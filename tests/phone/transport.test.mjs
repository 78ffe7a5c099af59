// The page's transport against the vectors that the Python core is held to: span for span, answer for answer.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { indexed } from "../../src/voiceguide/phone/page/places.mjs";
import { advance, BEGINNING, landed, obey, RAMP } from "../../src/voiceguide/phone/page/transport.mjs";

const written = JSON.parse(readFileSync(new URL("../playback/vectors.json", import.meta.url), "utf8"));
const timelines = Object.fromEntries(
  Object.entries(written.timelines).map(([name, { steps, lead_in, ...rest }]) => [
    name,
    indexed({ ...rest, leadIn: { length: lead_in }, verbs: written.verbs, marks: steps.map((step) => ({ ...step, kind: "step" })) }),
  ]),
);
/** What a span is called in the file, and when it is left out there. */
const NAMES = [
  ["silence", "silence", 0],
  ["leadIn", "lead_in", null],
  ["fadeIn", "fade_in", null],
  ["fadeOut", "fade_out", null],
  ["levelDb", "level_db", 0],
  ["turning", "turning", null],
  ["levelBeforeDb", "level_before_db", 0],
];

for (const session of written.sessions) {
  test(session.what, () => {
    const { spans, answers } = played(timelines[session.timeline], session);
    assert.deepEqual(spans, session.spans);
    assert.deepEqual(answers, session.answers);
  });
}

test("the ramp is as long as it is written", () => assert.equal(RAMP, written.ramp));

test("a player without ramps goes at once where the ramp leads", () => {
  const timeline = timelines.plain;
  const { state } = obey(timeline, BEGINNING, "next", 0);
  assert.equal(landed(timeline, state).at, 2000);
  assert.equal(landed(timeline, BEGINNING), BEGINNING);
});

/** Return the spans and the answers of a session, as the file writes them. */
function played(timeline, { block, latency, frames, commands }) {
  let state = BEGINNING;
  const due = [...commands];
  const handed = [];
  const answers = [];
  let waiting = [];
  for (let total = 0; total < frames && !state.over; ) {
    while (due.length && due[0].frame <= total) {
      const obeyed = obey(timeline, state, due.shift().command, heard(handed, latency, state.at));
      state = obeyed.state;
      waiting.push(obeyed.answer);
    }
    const advanced = advance(timeline, state, block);
    state = advanced.state;
    handed.push(...advanced.spans);
    if (advanced.spans.length) answers.push(...waiting.splice(0));
    total += advanced.spans.reduce((sum, span) => sum + framesOf(span), 0);
  }
  return { spans: joined(handed).map(asWritten), answers };
}

/** Return the frame that was handed over `latency` frames ago; a jump counts as heard at once. */
function heard(handed, latency, at) {
  let behind = latency;
  for (const span of [...handed].reverse()) {
    if (span.end !== at) return at;
    if (behind < framesOf(span)) return span.silence ? span.start : span.end - behind;
    behind -= framesOf(span);
    at = span.start;
  }
  return at;
}

function framesOf({ start, end, silence }) {
  return silence || end - start;
}

/** Join spans that only the border of a block parts. */
function joined(spans) {
  const same = ["fadeIn", "fadeOut", "levelDb", "turning", "levelBeforeDb"];
  const whole = [];
  for (const span of spans) {
    const last = whole.at(-1);
    const goesOn = last && last.leadIn !== null ? last.leadIn + last.silence : null;
    const fits = last && last.end === span.start && !last.silence === !span.silence && span.leadIn === goesOn;
    if (fits && same.every((name) => last[name] === span[name])) {
      whole[whole.length - 1] = { ...last, end: span.end, silence: last.silence + span.silence };
    } else {
      whole.push(span);
    }
  }
  return whole;
}

function asWritten(span) {
  const named = NAMES.filter(([name, , absent]) => span[name] !== absent).map(([name, as]) => [as, span[name]]);
  return { start: span.start, end: span.end, ...Object.fromEntries(named) };
}
