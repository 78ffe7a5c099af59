// What a person should see now -> letters, a ring and buttons on the page, changing only what has changed.

import { clock } from "./course.mjs";

/** Most letters of what is still short, medium and long; the style has a size for each. */
const LENGTHS = [
  [14, "short"],
  [42, "medium"],
  [110, "long"],
  [Infinity, "longest"],
];
/** Where a line may break: at spaces, and before each sign of scripts that have none. */
const BREAK = /\s|(?=[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}])/u;

/** Return the element called `id`. */
export function $(id) {
  return document.getElementById(id);
}

/** Return a new element, `text` in it. */
export function made(name, text = "") {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}

export class Screen {
  #timeline;
  #texts;
  #shown = new Map();
  #calm = matchMedia("(prefers-reduced-motion: reduce)");

  constructor(timeline, texts) {
    this.#timeline = timeline;
    this.#texts = texts;
  }

  /** Show `view`, which is of `now`; `begun` says that something was heard already. */
  show(view, now, begun) {
    const seconds = view.seconds ?? null;
    document.body.dataset.kind = view.kind;
    this.#put("chapter", view.chapter === view.place ? "" : view.chapter);
    this.#put("place", view.place);
    this.#put("word", view.sentence || view.word);
    this.#put("said", view.said);
    this.#put("seconds", seconds === null ? "" : String(seconds));
    this.#change("next", view.next ?? "", showNext);
    this.#change("share", view.share ?? null, (share) => this.#turn(share, seconds));
    this.#showPassed(now.at);
    this.#change("still", now.paused || now.over, (still) => this.#showToggle(still, now.over));
    this.#change("waiting", now.waiting !== null, (waiting) => this.#showWaiting(waiting));
    this.#change("begun", begun, showBegun);
  }

  /** Say to who can't see it what isn't heard either. */
  tell(text) {
    $("status").textContent = text;
  }

  /** Call `showing` with `value` if it isn't what was shown last under `name`: readers and batteries are thankful. */
  #change(name, value, showing) {
    if (this.#shown.get(name) === value) return;
    this.#shown.set(name, value);
    showing(value);
  }

  #put(id, text = "") {
    this.#change(id, text, () => {
      const element = $(id);
      const longest = Math.max(...text.split(BREAK).map((word) => word.length));
      element.textContent = text;
      element.dataset.length = LENGTHS.find(([most]) => text.length <= most)[1];
      element.style.setProperty("--longest", longest);
    });
  }

  /** Draw how much of a hold has passed: with each frame of the screen, or a second at a time. */
  #turn(share, seconds) {
    $("dial").hidden = share === null;
    if (share === null) return;
    const turn = () => ($("ring").style.strokeDashoffset = share.toFixed(4));
    if (this.#calm.matches) this.#change("turned", seconds, turn);
    else turn();
  }

  #showPassed(at) {
    const { rate, begins, ends } = this.#timeline;
    const passed = Math.max(Math.min(at, ends) - begins, 0) / rate;
    const total = (ends - begins) / rate;
    this.#put("passed", clock(passed));
    this.#put("left", `−${clock(Math.ceil(total - passed))}`);
    this.#change("thousandths", total ? Math.round((1000 * passed) / total) : 1000, (share) => {
      $("progress").value = share / 1000;
    });
  }

  #showToggle(still, over) {
    const { restart, resume, pause } = this.#texts;
    document.body.classList.toggle("still", still);
    $("toggle").lastElementChild.textContent = over ? restart : still ? resume : pause;
  }

  #showWaiting(waiting) {
    if (waiting) this.tell(this.#texts["ready-question"]);
    else keepFocusFrom("ready");
    $("ready").hidden = !waiting;
  }
}

function showNext(text) {
  $("next").hidden = !text;
  $("next").lastElementChild.textContent = text;
}

function showBegun(begun) {
  if (begun) keepFocusFrom("start");
  $("start").hidden = begun;
}

/** Move the focus on from the button `id` before it goes: otherwise the keyboard's focus returns to the top. */
function keepFocusFrom(id) {
  if (document.activeElement === $(id)) $("toggle").focus();
}
