// What is heard now -> what a person should see of it: a few words and numbers, and nothing of the page.

import { countUpTo } from "./places.mjs";

/** Where a sentence ends: also at a danda, and at full stops of Chinese, which no space follows. */
export const SENTENCE_END = /(?<=[.!?;:।])\s+|(?<=[。！？])\s*(?=.)/;
/** Seconds under which a phase shows no number: it would be gone before it is read. */
const SHORTEST_COUNTED = 2;

/** A timeline, its marks sorted by what they are, so that each look at it is quick. */
export class Course {
  #timeline;
  #texts;
  #steps;
  #doings;
  #chapters;
  #words;
  #counts;

  /** `timeline` is an indexed one; `texts` are the page's own words in the listener's language, by key. */
  constructor(timeline, texts) {
    this.#timeline = timeline;
    this.#texts = texts;
    const captions = timeline.marks.filter((mark) => mark.kind === "caption");
    this.#steps = new Track(timeline.steps);
    this.#doings = new Track(timeline.steps.filter((step) => step.word));
    this.#chapters = new Track(timeline.marks.filter((mark) => mark.kind === "chapter"));
    this.#words = new Track(captions.filter((mark) => mark.count === undefined));
    this.#counts = new Track(captions.filter((mark) => mark.count !== undefined));
  }

  /**
   * Return what to show of `now`: {at, paused, over, leads, waiting}, where `leads` says that a hold is led in to, and
   * `waiting` is the gate that the listener may go through.
   *
   * `word` is what the listener does now, `sentence` the part of it that is spoken now where it is spoken words of
   * more than one, `said` what was last said about it where `word` isn't that already. `seconds` are those left of
   * it, or those counted so far where a voice counts up, null if no voice counts; `share` (0 to 1) is how much of it
   * has passed, null where it has no length. `step` is the step the listener is in.
   */
  look(now) {
    const step = now.leads ? this.#comingHold(now.at) : this.#step(now.at);
    const chapter = this.#chapters.last(now.leads ? step.at : now.at);
    const words = this.#words.last(now.at);
    const doing = this.#doing(now, step, words);
    return {
      said: "",
      seconds: null,
      share: null,
      ...doing,
      sentence: words && doing.word === words.label ? sentence(words, now.at) : "",
      chapter: chapter?.label ?? "",
      place: placeOf(step, now.at),
      next: now.over ? "" : this.#next(now, step, chapter),
      step,
    };
  }

  /** Return the hold that a lead-in before frame `at` leads to. */
  #comingHold(at) {
    return this.#timeline.holds.find((hold) => at < hold.end);
  }

  /** Return the step at frame `at`, or the one whose own words sound before it. */
  #step(at) {
    const begun = this.#steps.last(at);
    const coming = this.#steps.after(at);
    return coming && coming.start <= at && (!begun || begun.end <= at) ? coming : begun;
  }

  #doing(now, step, words) {
    const { at } = now;
    const said = words?.label ?? "";
    if (now.over) return { kind: "over", word: this.#texts.done };
    if (now.paused) return { kind: "pause", word: this.#texts.paused, said };
    if (now.leads) return { kind: "words", word: this.#timeline.leadIn.text };
    if (now.waiting) return { kind: "wait", word: this.#texts["ready-question"], said, ...this.#left(now.waiting, at) };
    if (!step || at < step.at || at >= step.end) return { kind: "words", word: said };
    const { look, word } = step;
    switch (look) {
      case "hold":
      case "rest": {
        const inside = words && words.at >= step.at ? words.label : "";
        return { kind: look, word, said: inside, ...this.#counted(step, at) };
      }
      case "wait":
        return { kind: look, word, said, ...this.#left({ start: step.at, end: step.end }, at) };
      case "phase":
        return { kind: look, word: said, ...this.#phase(step, at) };
      default:
        return { kind: "words", word: word || said };
    }
  }

  #left({ start, end }, at) {
    const { rate } = this.#timeline;
    const share = Math.min(Math.max((at - start) / (end - start), 0), 1);
    return { seconds: Math.max(Math.ceil((end - Math.max(at, start)) / rate), 0), share };
  }

  /** Return the seconds left of `hold`, or those passed where its voice counts up. */
  #counted(hold, at) {
    const { rate } = this.#timeline;
    const left = this.#left({ start: hold.at, end: hold.end }, at);
    const counted = this.#counts.after(hold.at);
    const isUp = counted && counted.at < hold.end && Math.round((hold.end - counted.at) / rate) !== counted.count;
    return isUp ? { ...left, seconds: Math.floor((at - hold.at) / rate) } : left;
  }

  /** Return the seconds left of the breath in, or whatever phase this is; none for one too short to count. */
  #phase(step, at) {
    const begun = this.#words.last(at);
    const coming = this.#words.after(at);
    const start = begun ? Math.max(begun.at, step.at) : step.at;
    const end = coming ? Math.min(coming.at, step.end) : step.end;
    return end - start >= SHORTEST_COUNTED * this.#timeline.rate ? this.#left({ start, end }, at) : {};
  }

  /** Return what the listener does next, and in which chapter where that is another one; a lead-in's own hold. */
  #next({ at, leads, waiting }, step, chapter) {
    const doing = leads ? step : this.#doings.after(waiting ? Math.max(at, waiting.start) : at);
    if (!doing) return "";
    const there = this.#chapters.last(doing.at);
    return there && there !== chapter ? `${there.label}: ${doing.label}` : doing.label;
  }
}

/** Return where `step` stands at frame `at`, such as "Left side, round 1 of 2": each cycle of a pace is a round. */
function placeOf(step, at) {
  if (!step?.places) return step?.place ?? "";
  const passed = Math.floor((Math.max(at - step.at, 0) * step.places.length) / Math.max(step.end - step.at, 1));
  return step.places[Math.min(passed, step.places.length - 1)];
}

/** Marks of one kind, in the order of their beginnings. */
class Track {
  #marks;
  #begins;

  constructor(marks) {
    this.#marks = marks;
    this.#begins = marks.map((mark) => mark.at);
  }

  /** Return the last mark that began at or before frame `at`. */
  last(at) {
    return this.#marks[countUpTo(this.#begins, at) - 1];
  }

  /** Return the first mark that begins after frame `at`. */
  after(at) {
    return this.#marks[countUpTo(this.#begins, at)];
  }
}

/** Return the sentence of `words` that is spoken at frame `at`, guessed from how many letters come before it. */
function sentence(words, at) {
  const sentences = words.label.split(SENTENCE_END);
  if (sentences.length === 1) return "";
  const letters = (words.label.length * (at - words.at)) / Math.max(words.end - words.at, 1);
  let begin = 0;
  let spoken = sentences[0];
  for (const one of sentences) {
    if (begin <= letters) spoken = one;
    begin += one.length + 1;
  }
  return spoken;
}

/** Return whole `seconds` as a clock shows them: 1:05. */
export function clock(seconds) {
  const whole = Math.max(Math.floor(seconds), 0);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
