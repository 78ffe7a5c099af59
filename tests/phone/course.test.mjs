// What the page's screen shows; tests/phone/test_browser.py holds it to what a session's screen shows, moment by moment.

import assert from "node:assert/strict";
import test from "node:test";

import { clock, Course } from "../../src/voiceguide/phone/page/course.mjs";
import { indexed } from "../../src/voiceguide/phone/page/places.mjs";

const TEXTS = { done: "Done", paused: "Paused", "ready-question": "Ready?" };
const VERBS = { hold: { word: "Hold", look: "hold" }, rest: { word: "Rest", look: "rest" } };

function course(marks) {
  return new Course(indexed({ rate: 1000, length: 20_000, gates: [], verbs: VERBS, marks }), TEXTS);
}

function caption(at, label) {
  return { kind: "caption", at, end: at + 1000, label };
}

function step(verb, at, end, more = {}) {
  return { kind: "step", verb, label: verb, at, end, start: at, ...more };
}

test("a hold shows the seconds left, and how much of it has passed", () => {
  const { word, seconds, share } = course([step("hold", 1000, 9000)]).look({ at: 3000 });
  assert.deepEqual([word, seconds, share], ["Hold", 6, 0.25]);
});

test("a hold that is counted up shows the seconds passed", () => {
  const counted = course([step("hold", 1000, 9000), { ...caption(3000, "2"), count: 2 }]);
  assert.deepEqual([counted.look({ at: 2500 }).seconds, counted.look({ at: 1000 }).seconds], [1, 0]);
});

test("what was said before a hold isn't said about it", () => {
  const said = [caption(0, "Press."), step("hold", 1000, 9000), caption(4000, "Softer.")];
  assert.equal(course(said).look({ at: 2000 }).said, "");
  assert.equal(course(said).look({ at: 4500 }).said, "Softer.");
});

test("of many sentences the one that is spoken is large", () => {
  const long = { kind: "caption", at: 0, end: 2000, label: "One two. Three four." };
  assert.equal(course([long]).look({ at: 100 }).sentence, "One two.");
  assert.equal(course([long]).look({ at: 1500 }).sentence, "Three four.");
});

test("what comes next names its chapter where that is another one", () => {
  const chapters = [{ kind: "chapter", at: 0, label: "A" }, { kind: "chapter", at: 5000, label: "B" }];
  const marks = [chapters[0], step("hold", 1000, 2000), step("rest", 2000, 3000), chapters[1], step("hold", 6000, 9000)];
  assert.equal(course(marks).look({ at: 1500 }).next, "rest");
  assert.equal(course(marks).look({ at: 2500 }).next, "B: hold");
});

test("a clock shows minutes, and hours where there are some", () => {
  assert.deepEqual([0, 65.9, 3600, -1].map(clock), ["0:00", "1:05", "1:00:00", "0:00"]);
});
