// Commands, and where an <audio> element is -> where it goes on: the transport, with the element as its clock.

import { gateAt } from "./places.mjs";
import { advance, BEGINNING, goTo, landed, obey, RAMP } from "./transport.mjs";

/**
 * Plays one timeline with one <audio> element that holds its sound, frame for frame.
 *
 * The element has no ramps, so a jump is made at once. Nothing here waits or listens: whoever owns the element calls
 * `follow` when time has passed.
 */
export class Player {
  #timeline;
  #audio;
  #gates;
  #state = { ...BEGINNING, paused: true };
  #refused;

  /** `timeline` is an indexed one; `refused` is called when the browser doesn't let the sound begin. */
  constructor(timeline, audio, refused = () => {}) {
    this.#timeline = timeline;
    this.#audio = audio;
    this.#gates = timeline.gates;
    this.#refused = refused;
  }

  /** What is heard now: {at, paused, over, waiting}; `waiting` is the gate that "ready" would go through, or null. */
  get now() {
    const { at, paused, over } = this.#state;
    const waiting = paused || over ? undefined : gateAt(this.#timeline, at, at);
    return { at, paused, over, waiting: waiting ?? null };
  }

  /** Seconds until the gate at the ear ends; null where none is. */
  get gateEndsIn() {
    const { at, waiting } = this.now;
    return waiting && (waiting.end - at) / this.#timeline.rate;
  }

  /** Let gates wait for the listener, or play as a file does, which has nobody to wait for. */
  waitAtGates(waits) {
    this.follow();
    this.#timeline = { ...this.#timeline, gates: waits ? this.#gates : [] };
  }

  /** Do what `command` of the transport asks; return what the listener is told, or null. */
  obey(command) {
    this.follow();
    const { state, answer } = obey(this.#timeline, this.#state, command, this.#state.at);
    this.#go(landed(this.#timeline, state));
    return answer;
  }

  /** Play from frame `at` on, also after the end. */
  playFrom(at) {
    const state = goTo({ ...this.#state, over: false, paused: true, leaving: null }, at);
    this.#go({ ...state, paused: false });
  }

  /** Go on to where the element is; where a gate asks once more, the element goes back. */
  follow() {
    const { paused, over, at } = this.#state;
    if (paused || over || this.#audio.seeking) return;
    const { length } = this.#timeline;
    // The element ends within a millisecond of the timeline, which in lossy kinds of sound may be just before.
    const here = this.#audio.ended ? length : Math.min(this.#frame, length);
    const past = here === length ? 1 : 0; // at its end it is over only once a frame more is asked for
    const { state } = advance(this.#timeline, this.#state, Math.max(here - at, 0) + past);
    this.#go(landed(this.#timeline, state), Math.max(here, at));
  }

  /** Stand at `state`; seek only where the element, which is at frame `here`, isn't there but for a ramp. */
  #go(state, here = this.#frame) {
    this.#state = state;
    const ahead = state.at - here;
    if (ahead < 0 || ahead > RAMP) this.#audio.currentTime = state.at / this.#timeline.rate;
    if (state.paused || state.over) this.#audio.pause();
    else if (this.#audio.paused && !this.#audio.ended) this.#play();
  }

  async #play() {
    try {
      await this.#audio.play();
    } catch (error) {
      if (error.name === "AbortError") return; // a pause came before the sound did
      this.#state = { ...this.#state, paused: true };
      this.#refused(error);
    }
  }

  get #frame() {
    return Math.round(this.#audio.currentTime * this.#timeline.rate);
  }
}
