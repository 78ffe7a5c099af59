// A timeline's steps -> a list of buttons, each under its chapter; a tap plays from there.

import { clock } from "./course.mjs";
import { $, made } from "./screen.mjs";

export class Steps {
  #timeline;
  #play;
  #buttons = new Map();
  #current = null;

  /** `play` is called with the frame of the step that was tapped. */
  constructor(timeline, play) {
    this.#timeline = timeline;
    this.#play = play;
    this.#fill();
  }

  /** Mark `step` as the one that the listener is in; where the list stands beside the session, bring it to view. */
  mark(step) {
    const button = this.#buttons.get(step) ?? null;
    if (button === this.#current) return;
    this.#current?.removeAttribute("aria-current");
    button?.setAttribute("aria-current", "step");
    this.#current = button;
    const beside = $("more"); // it scrolls by itself only where it stands beside
    if (button && !beside.matches(":hover")) beside.scrollTop = button.offsetTop - beside.clientHeight / 3;
  }

  #fill() {
    const chapters = this.#timeline.marks.filter((mark) => mark.kind === "chapter");
    let title = "";
    let list = $("steps");
    for (const step of this.#timeline.steps) {
      if (!step.word && !step.isSpeech) continue; // a silence or a tone
      while (chapters.length && chapters[0].at <= step.at) {
        title = chapters.shift().label;
        list = made("ol");
        const chapter = made("li");
        chapter.append(made("h3", title), list);
        $("steps").append(chapter);
      }
      const item = made("li");
      item.append(this.#button(step, step.place === title ? "" : step.place));
      list.append(item);
    }
  }

  #button(step, place) {
    const { rate, begins } = this.#timeline;
    const button = made("button");
    const label = made("span", step.label);
    if (place) label.append(made("small", place));
    // What is said for safety comes before the routine's own clock starts.
    button.append(label, made("small", step.at < begins ? "" : clock((step.at - begins) / rate)));
    button.type = "button";
    button.addEventListener("click", () => this.#play(step.start));
    this.#buttons.set(step, button);
    return button;
  }
}
