// The page's own JSON and sound -> a session on it: what is heard is shown, and what is tapped is obeyed.

import { Course, SENTENCE_END } from "./course.mjs";
import { offerInstalling, Phone } from "./phone.mjs";
import { indexed } from "./places.mjs";
import { Player } from "./player.mjs";
import { $, Screen } from "./screen.mjs";
import { Steps } from "./steps.mjs";

/** How early a wait that asks once more, or a lead-in, is looked at, in milliseconds: a timer may be that late. */
const EARLY_MS = 20;

class Session {
  #timeline;
  #texts;
  #audio;
  #player;
  #course;
  #screen;
  #steps;
  #phone;
  #begun = false;
  #answer = null; // to the last command
  #turnTimer;

  constructor({ timeline, texts, cover }, audio) {
    this.#timeline = indexed(timeline);
    this.#texts = texts;
    this.#audio = audio;
    this.#player = new Player(this.#timeline, audio, () => this.refresh());
    this.#course = new Course(this.#timeline, texts);
    this.#screen = new Screen(this.#timeline, texts);
    this.#steps = new Steps(this.#timeline, (start) => this.playStep(start));
    this.#phone = new Phone(this.#timeline, cover);
    $("choices").hidden = !this.#timeline.gates.length;
    this.#listenToHands();
    this.#listenToElement();
    this.#listenToPhone();
    offerInstalling(timeline.about);
    this.refresh();
    this.#draw();
  }

  /** Do what `command` of the transport asks, and say what can't be heard; the first one but "pause" begins. */
  obey(command) {
    if (!this.#begun) {
      if (command !== "pause") this.playFrom(0);
      return;
    }
    this.#answer = this.#player.obey(command);
    this.refresh();
    if (this.#answer) this.#screen.tell(this.#texts[this.#answer]);
  }

  /** Pause or go on; after the end, begin once more. */
  toggle() {
    if (this.#player.now.over) this.playFrom(0);
    else this.obey("toggle");
  }

  playFrom(at) {
    this.#begun = true;
    this.#player.playFrom(at);
    this.refresh();
  }

  playStep(start) {
    this.#begun = true;
    this.#player.playStep(start);
    this.refresh();
  }

  /** Show what is heard now, and set what depends on it: after a command, and when the element says it changed. */
  refresh() {
    const answer = this.#player.heed(); // a call, a headset or the system may have changed the element
    if (answer) this.#answer = answer;
    this.#begun ||= !this.#player.now.paused;
    const view = this.#show();
    if (answer) this.#screen.tell(this.#texts[answer]);
    this.#phone.tell(view, this.#player.now, this.#isPlaying);
    clearTimeout(this.#turnTimer);
    // The browser doesn't draw a hidden page. A wait that asks again must still go back before other words sound.
    const seconds = this.#player.turnsIn;
    if (seconds !== null) this.#turnTimer = setTimeout(() => this.refresh(), Math.max(1000 * seconds - EARLY_MS, 4));
  }

  get #isPlaying() {
    const { paused, over } = this.#player.now;
    return this.#begun && !paused && !over;
  }

  #show() {
    const { now } = this.#player;
    const view = this.#begun ? this.#course.look(now) : this.#beginning();
    if (view.kind === "pause" && this.#answer === "paused-let-go") view.word = this.#texts["paused-let-go"];
    this.#screen.show(view, now, this.#begun);
    this.#steps.mark(view.step);
    return view;
  }

  /** Return what to show before anything is heard. */
  #beginning() {
    const { title, summary } = this.#timeline.about;
    return { kind: "start", word: title, said: summary.split(SENTENCE_END)[0] };
  }

  #draw() {
    if (this.#isPlaying) {
      this.#player.follow();
      this.#show();
    }
    requestAnimationFrame(() => this.#draw());
  }

  #listenToHands() {
    const buttons = { again: "again", back: "back", forward: "next", ready: "ready", start: "resume" };
    for (const [id, command] of Object.entries(buttons)) $(id).addEventListener("click", () => this.obey(command));
    $("toggle").addEventListener("click", () => this.toggle());
    $("waits").addEventListener("change", ({ target }) => {
      this.#player.waitAtGates(target.checked);
      this.refresh();
    });
    document.addEventListener("keydown", (event) => this.#press(event));
    document.addEventListener("visibilitychange", () => this.refresh());
  }

  #press(event) {
    // No letters: who dictates to a computer, or whose hands tremble, would press them unawares.
    const keys = {
      " ": () => this.toggle(),
      Enter: () => this.obey("ready"),
      ArrowLeft: () => this.obey("back"),
      ArrowRight: () => this.obey("next"),
    };
    const obeyed = keys[event.key];
    const isMeantElsewhere = event.target.closest("button, input") && !event.key.startsWith("Arrow");
    if (!obeyed || event.ctrlKey || event.altKey || event.metaKey) return;
    const pressesAgain = event.repeat && event.key === "Enter"; // a held Enter presses a button again and again
    if (isMeantElsewhere && !pressesAgain) return;
    event.preventDefault();
    if (!event.repeat) obeyed();
  }

  #listenToElement() {
    const audio = this.#audio;
    const changes = ["ended", "pause", "play", "seeked", "seeking", "timeupdate"];
    for (const name of changes) audio.addEventListener(name, () => this.refresh());
    audio.addEventListener("seeked", () => this.#phone.tellPosition(this.#player.now.at));
    audio.addEventListener("error", () => {
      audio.pause(); // an element that breaks while it plays keeps `paused` false
      $("trouble").hidden = false;
    });
  }

  #listenToPhone() {
    this.#phone.listen({
      play: () => (this.#player.now.over ? this.playFrom(0) : this.obey("resume")),
      pause: () => this.obey("pause"),
      nexttrack: () => this.obey("next"),
      previoustrack: () => this.obey("back"),
      seekto: ({ seekTime }) => this.playFrom(Math.round(seekTime * this.#timeline.rate)),
    });
  }
}

/** Return the text of the script `id`, and take it out of the page: what is large is kept once. */
function taken(id) {
  const script = $(id);
  script.remove();
  return script.textContent;
}

function bytes(base64) {
  return Uint8Array.fromBase64?.(base64) ?? Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

const programme = JSON.parse(taken("programme"));
const audio = new Audio();
document.body.append(audio); // so that extensions and the browser's console find it
audio.preload = "auto";
audio.src = URL.createObjectURL(new Blob([bytes(taken("sound"))], { type: programme.sound }));
new Session(programme, audio);
document.body.dataset.ready = "";
