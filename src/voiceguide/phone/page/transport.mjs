// Commands -> which frames come next: a state machine over integers, without sound and without a clock.
//
// It is the transport of voiceguide's own sessions in another language, held to the same written vectors. A state is
// a plain object that never changes; a missing value is null.

import { afterPause, begunAgain, holdAt, restart } from "./places.mjs";
import { gateAfter, gateAhead, gateAt, nextStep, otherSide, previousStep, thisStep } from "./places.mjs";

/** Frames of the ramp before and after silence or a jump: 5 ms at 24,000 a second. */
export const RAMP = 120;

const LEVEL_STEP_DB = 3;
const QUIETEST_DB = -18;
const LOUDEST_DB = 6;

/** Where a command leads from the frame it counts from. */
const JUMPS = { next: nextStep, back: previousStep, again: thisStep, "skip side": otherSide };

/** The commands after which a hold begins as after a pause. */
const BEGIN_AGAIN = ["back", "again"];

/**
 * Where play stands at its beginning: `at` is the next frame to hand over.
 *
 * When `leadIn` isn't null, the timeline's lead-in is heard before that, from this frame on; ramps then count its
 * frames. `rising` is the frame at which a ramp up began. `leaving` is a ramp down under way, {begin, to, paused,
 * leadIn}: play then goes on at `to`, after the lead-in from frame `leadIn` on, or is over when `to` is null. `opened`
 * says that the listener was ready for the next gate before it began. `wantedDb` is what louder and softer come to,
 * `levelDb` what play is at; `turning` is the frame from which it goes there from `levelBeforeDb`.
 */
export const BEGINNING = Object.freeze({
  at: 0,
  paused: false,
  over: false,
  leadIn: null,
  rising: null,
  leaving: null,
  opened: false,
  wantedDb: 0,
  levelDb: 0,
  turning: null,
  levelBeforeDb: 0,
});

/**
 * Return {state, answer} after `command`; `heard` is the frame at the listener's ear.
 *
 * The answer is what the listener is told, null where the effect is heard at once. Nothing is jumped over twice: a
 * command given during a ramp changes where the ramp leads.
 */
export function obey(timeline, state, command, heard) {
  if (state.over) return { state, answer: null };
  const here = standing(state, heard);
  switch (command) {
    case "toggle":
      return obey(timeline, state, isPausing(state) ? "resume" : "pause", heard);
    case "pause":
      return pause(timeline, state, here);
    case "resume":
      return { state: resumed(timeline, state), answer: null };
    case "stop":
      return { state: state.paused ? { ...state, over: true } : leave(state, null, false), answer: null };
    case "ready":
      return { state: ready(timeline, resumed(timeline, state), heard), answer: null };
    case "louder":
    case "softer":
      return levelled(state, command);
    default: {
      const to = JUMPS[command]?.(timeline, here);
      if (to === undefined) return { state, answer: "not-here" };
      return { state: BEGIN_AGAIN.includes(command) ? goAgain(timeline, state, to) : goTo(state, to), answer: null };
    }
  }
}

/** Return `state` on its way to frame `to`, paused there if it is paused now. */
export function goTo(state, to) {
  return leave(state, to, isPausing(state));
}

/** Return `state` on its way to the step that starts at frame `start`; a hold begins as after a pause. */
export function goAgain(timeline, state, start) {
  const { at, leadIn } = begunAgain(timeline, start);
  return leave(state, at, isPausing(state), leadIn);
}

/** Return {spans, state}: the pieces of the timeline that the next `frames` frames are, fewer only at the very end. */
export function advance(timeline, state, frames) {
  const spans = [];
  let left = frames;
  while (left && !state.over) {
    if (state.paused) {
      spans.push({ ...spanOf(state, 0), silence: left, leadIn: null, fadeIn: null, turning: null, levelBeforeDb: 0 });
      break;
    }
    const { limit, settled } = border(timeline, state);
    const next = nextOf(state);
    if (next >= limit) {
      state = settled;
      continue;
    }
    const taken = Math.min(left, limit - next);
    spans.push(spanOf(state, taken));
    left -= taken;
    state = { ...state, [state.leadIn === null ? "at" : "leadIn"]: next + taken };
  }
  return { spans, state };
}

/** Return where `state` is once its ramp is over, for a player that has no ramps; the state itself where none is. */
export function landed(timeline, state) {
  return state.leaving ? arrived(timeline, state) : state;
}

/** Return whether play is paused, or on its way to a pause. */
export function isPausing(state) {
  return state.leaving ? state.leaving.paused : state.paused;
}

/** Return the frame that commands count from: what is `heard`, or where a ramp under way leads. */
function standing(state, heard) {
  if (state.leaving && state.leaving.to !== null) return state.leaving.to;
  return state.paused ? state.at : heard;
}

/** Return the frame that is heard next, of the lead-in or of the timeline. */
function nextOf({ at, leadIn }) {
  return leadIn ?? at;
}

function spanOf(state, frames) {
  const { at, leadIn, rising, leaving, levelDb, turning, levelBeforeDb } = state;
  const [end, silence] = leadIn === null ? [at + frames, 0] : [at, frames];
  const fadeOut = leaving ? leaving.begin : null;
  return { start: at, end, silence, leadIn, fadeIn: rising, fadeOut, levelDb, turning, levelBeforeDb };
}

/** Return {limit, settled}: the frame up to which nothing changes, and the state from there on. */
function border(timeline, state) {
  const leads = state.leadIn !== null;
  const next = nextOf(state);
  const end = leads ? timeline.leadIn.length : timeline.length;
  const borders = [{ limit: end, settled: leads ? placed(state, state.at, false) : { ...state, over: true } }];
  if (state.rising !== null) borders.push({ limit: state.rising + RAMP, settled: { ...state, rising: null } });
  if (state.turning !== null) {
    borders.push({ limit: state.turning + RAMP, settled: { ...state, turning: null, levelBeforeDb: 0 } });
  } else if (state.wantedDb !== state.levelDb) {
    // Never in the middle of a ramp: that would click.
    const turned = { turning: next, levelBeforeDb: state.levelDb, levelDb: state.wantedDb };
    borders.push({ limit: next, settled: { ...state, ...turned } });
  }
  const gate = leads ? undefined : gateAfter(timeline, state.at);
  if (state.leaving) {
    const limit = Math.min(state.leaving.begin + RAMP, end);
    borders.unshift({ limit, settled: arrived(timeline, state) });
  } else if (gate) {
    borders.push(...gateBorders(state, gate));
  }
  // Where two meet, the first decides: what was asked for, before the end of the timeline.
  return borders.reduce((first, other) => (other.limit < first.limit ? other : first));
}

function arrived(timeline, state) {
  const { to, paused, leadIn } = state.leaving;
  if (to === null) return { ...state, leaving: null, over: true };
  return placed(state, Math.min(to, timeline.length), paused, leadIn);
}

/** Return what happens at `gate`, the next one to end: it is open already, or the listener isn't ready and it asks again. */
function gateBorders(state, gate) {
  if (state.opened) {
    const begin = Math.max(state.at, gate.start);
    return [{ limit: begin, settled: { ...state, opened: false, leaving: leavingTo(begin, gate.end) } }];
  }
  if (gate.ask === null) return [];
  const begin = Math.max(state.at, gate.end - RAMP);
  return [{ limit: begin, settled: { ...state, leaving: leavingTo(begin, gate.ask) } }];
}

function leavingTo(begin, to, paused = false, leadIn = null) {
  return { begin, to, paused, leadIn };
}

/** Return a state that goes on at frame `at`; what is heard next is at its full level at once. */
function placed({ opened, wantedDb }, at, paused, leadIn = null) {
  const rising = paused ? null : (leadIn ?? at);
  return { ...BEGINNING, at, paused, leadIn, rising, opened, wantedDb, levelDb: wantedDb };
}

/** Pause. The listener lets go of a hold during a pause, so a short one begins again when play goes on. */
function pause(timeline, state, here) {
  if (isPausing(state) || (state.leaving && state.leaving.to === null)) return { state, answer: null };
  if (state.leaving) return { state: leave(state, state.leaving.to, true), answer: "paused" };
  if (state.leadIn !== null) return { state: leave(state, state.at, true), answer: "paused" };
  let to = state.at + RAMP;
  const reached = Math.max(here, state.at - 1);
  const gate = gateAfter(timeline, state.at);
  const hold = holdAt(timeline, here, state.at);
  if (hold) {
    const again = restart(timeline, hold, here);
    const answer = hold.at <= reached ? "paused-let-go" : "paused";
    // Where the hold only comes, play stays before it: otherwise "next" would leave it out.
    if (again && again.at <= reached) return { state: leave(state, again.at, true), answer };
  } else if (gate && gate.ask !== null && to > gate.end - RAMP) {
    to = gate.ask; // as it would go without the pause: a patient gate isn't left by its end
  }
  return { state: leave(state, to, true), answer: "paused" };
}

/** Return `state` after a pause, or as if the one that is beginning were over already; it may lead in to a hold. */
export function resumed(timeline, state) {
  const { leaving } = state;
  if (leaving?.paused && leaving.to !== null) {
    const { at, leadIn } = afterPause(timeline, leaving.to);
    return { ...state, leaving: { ...leaving, to: at, paused: false, leadIn } };
  }
  if (!state.paused) return state;
  const { at, leadIn } = afterPause(timeline, state.at);
  return { ...state, at, paused: false, leadIn, rising: leadIn ?? at };
}

function leave(state, to, paused, leadIn = null) {
  state = { ...state, opened: false };
  if (state.paused && to !== null) return placed(state, to, paused);
  if (!state.leaving) return { ...state, leaving: leavingTo(nextOf(state), to, paused, leadIn) };
  return state.leaving.to === null ? state : { ...state, leaving: { ...state.leaving, to, paused, leadIn } };
}

/** Go through the gate at the ear or handed over next; open the one that the words at the ear lead to. */
function ready(timeline, state, heard) {
  if (state.leadIn !== null) return state; // the hold comes without a gate before it
  const here = standing(state, heard);
  const coming = state.leaving ? here : state.at;
  const gate = gateAt(timeline, here, coming);
  if (gate) return leave(state, gate.end, false);
  const ahead = gateAhead(timeline, here);
  return ahead && coming < ahead.end ? { ...state, opened: true } : state;
}

function levelled(state, command) {
  const byDb = command === "louder" ? LEVEL_STEP_DB : -LEVEL_STEP_DB;
  const wantedDb = Math.min(Math.max(state.wantedDb + byDb, QUIETEST_DB), LOUDEST_DB);
  if (wantedDb === state.wantedDb) return { state, answer: command === "louder" ? "loudest" : "softest" };
  return { state: { ...state, wantedDb }, answer: command };
}
