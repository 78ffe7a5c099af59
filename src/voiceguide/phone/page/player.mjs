// Commands, and where an <audio> element is -> where it goes on: the transport, with the element as its clock.

import { gateAt } from "./places.mjs";
import { advance, BEGINNING, goAgain, goTo, landed, obey, RAMP, resumed } from "./transport.mjs";

/** Most frames between where the player sent the element and what the element says: some browsers round its time. */
const NEAR = 1200;

/**
 * Plays one timeline with one <audio> element that holds its sound, frame for frame, and after that its lead-in.
 *
 * The element has no ramps, so a jump is made at once. Nothing here waits or listens: the owner of the element calls
 * `follow` when time has passed, and `heed` when the element may have been paused, played or sent elsewhere.
 *
 * Only a command starts the element. `heed` compares the element with the player's state and takes over the
 * difference, so the order and the number of the element's events don't matter.
 */
export class Player {
  #timeline;
  #audio;
  #gates;
  #state = { ...BEGINNING, paused: true };
  #refused;

  /** `timeline` is an indexed one; `refused` is called when the element could not start. */
  constructor(timeline, audio, refused = () => {}) {
    this.#timeline = timeline;
    this.#audio = audio;
    this.#gates = timeline.gates;
    this.#refused = refused;
  }

  /**
   * What is heard now: {at, paused, over, leads, waiting}. `leads` says that the lead-in of a hold is heard, and play
   * goes on at `at`. `waiting` is the gate that "ready" would go through, or null.
   */
  get now() {
    const { at, paused, over, leadIn } = this.#state;
    const leads = leadIn !== null;
    const waiting = paused || over || leads ? undefined : gateAt(this.#timeline, at, at);
    return { at, paused, over, leads, waiting: waiting ?? null };
  }

  /** Seconds until the element must go elsewhere, at the end of the gate or of the lead-in; null without either. */
  get turnsIn() {
    const { rate, leadIn } = this.#timeline;
    const { at, leads, waiting } = this.now;
    if (leads) return (leadIn.length - this.#state.leadIn) / rate;
    return waiting && (waiting.end - at) / rate;
  }

  /** Let gates wait for the listener, or play through them as a file does. */
  waitAtGates(waits) {
    this.follow();
    this.#timeline = { ...this.#timeline, gates: waits ? this.#gates : [] };
  }

  /** Do what `command` of the transport asks; return what the listener is told, or null. */
  obey(command) {
    const outside = this.heed();
    return this.#obey(command) ?? outside;
  }

  /** Play from frame `at` on, also after the end. */
  playFrom(at) {
    this.#go(landed(this.#timeline, goTo(this.#anew, at)));
  }

  /** Play the step that starts at frame `start`, also after the end; a hold begins as after a pause. */
  playStep(start) {
    this.#go(landed(this.#timeline, goAgain(this.#timeline, this.#anew, start)));
  }

  /** Go on to where the element is; where a gate asks once more or a lead-in ends, the element goes elsewhere. */
  follow() {
    const { paused, over, leadIn } = this.#state;
    if (this.#audio.seeking) this.#takeOverSeek();
    if (paused || over || this.#audio.seeking) return;
    const { length } = this.#timeline;
    const from = this.#place(this.#state);
    // The element ends within a millisecond of the timeline, which in lossy kinds of sound may be just before.
    const limit = leadIn === null ? length : from - leadIn + this.#timeline.leadIn.length;
    const here = this.#audio.ended ? limit : Math.min(this.#frame, limit);
    const past = here === limit ? 1 : 0; // at its end it is over only once a frame more is asked for
    const { state } = advance(this.#timeline, this.#state, Math.max(here - from, 0) + past);
    // A look that comes late makes a lead-in longer, and cuts nothing of the tone after it.
    const led = leadIn !== null && past ? { ...state, at: this.#state.at } : state;
    this.#stand(landed(this.#timeline, led), Math.max(here, from));
    if (this.#state.over) this.#audio.pause();
  }

  /** Take over a pause, a play or a seek from outside, such as by a call or a headset; return as `obey` does. */
  heed() {
    this.follow();
    const { paused, over } = this.#state;
    const { paused: silent, ended } = this.#audio;
    if (silent === (paused || over) || (silent && ended)) return null;
    if (!over) return this.#obey(silent ? "pause" : "resume");
    this.playFrom(0); // as the button does after the end
    return null;
  }

  #obey(command) {
    const before = this.#state;
    const { state, answer } = obey(this.#timeline, before, command, before.at);
    const after = landed(this.#timeline, state);
    // The transport pauses after its ramp down. The element has no ramp, so it pauses here.
    const pausesHere = after.paused && !before.paused && after.at === before.at + RAMP;
    this.#go(pausesHere ? { ...after, at: before.at } : after);
    return answer;
  }

  /** Stand at `state`, and start or stop the element as it says. */
  #go(state) {
    this.#stand(state);
    if (state.paused || state.over) this.#audio.pause();
    else if (this.#audio.paused && !this.#audio.ended) this.#play();
  }

  /** Stand at `state`; seek only where the element, which is at frame `here`, isn't there but for a ramp. */
  #stand(state, here = this.#frame) {
    this.#state = state;
    const place = this.#place(state);
    const ahead = place - here;
    if (ahead < 0 || ahead > RAMP) this.#audio.currentTime = place / this.#timeline.rate;
  }

  /** If the element seeks to another place than the player sent it to, stand there. */
  #takeOverSeek() {
    const { paused, over } = this.#state;
    const here = this.#frame;
    if (Math.abs(here - this.#place(this.#state)) <= NEAR) return;
    const state = goTo({ ...this.#state, over: false, paused: paused || over }, here);
    this.#state = landed(this.#timeline, state);
  }

  /** Return the frame of the element's sound at which `state` stands; in a pause, the one it goes on from. */
  #place(state) {
    const { at, leadIn } = state.paused ? resumed(this.#timeline, state) : state;
    return leadIn === null ? at : this.#timeline.leadIn.at + leadIn;
  }

  /** The state to begin from elsewhere, also after the end. */
  get #anew() {
    return { ...this.#state, over: false, paused: false };
  }

  async #play() {
    try {
      await this.#audio.play();
    } catch (error) {
      // After an AbortError the element may play again already. After other errors `paused` may still be false.
      if (error.name !== "AbortError") this.#audio.pause();
      this.#refused(error);
    }
  }

  get #frame() {
    return Math.round(this.#audio.currentTime * this.#timeline.rate);
  }
}
