// A timeline and where the listener is -> the frame that a command leads to: integers only.
//
// A timeline is what the page's JSON holds: `rate` (frames a second), `length`, `ends` (the frame from which only
// silence comes), `leadIn`, `gates` ({start, end, ask}), `verbs` and `marks`. A step is a mark {at, end, kind: "step",
// verb, start, side, lead}; `start` is where its first cue begins, which may lie in the rest before it. A hold's `lead`
// is the frame at which the last words begin that lead to it, if there are any. `verbs` holds the facts of each verb:
// {word, look, canAct, isHeld, isSpeech, isSilence}. `leadIn`, {at, length, text}, is what is heard before a hold begins
// again: words, and then LEAD_IN_SECONDS of silence. It lies after the routine's sound, from frame `at` on.

/** The least seconds from "go on" to the start tone of a hold that begins again. */
const LEAD_IN_SECONDS = 3;
/** The length up to which a hold begins again after a pause. A longer one goes on where it was. */
const LONGEST_RESTARTED_SECONDS = 30;

/** Return `timeline` with its steps, which have the facts of their verbs, and the sorted frames that skipping goes to. */
export function indexed(timeline) {
  const steps = timeline.marks
    .filter((mark) => mark.kind === "step")
    .map((step) => ({ ...timeline.verbs[step.verb], ...step }));
  const starts = new Set(steps.filter((step) => !step.isSilence).map((step) => step.start));
  const holds = steps.filter((step) => step.isHeld);
  return { ...timeline, steps, holds, stepStarts: [...starts].sort((one, other) => one - other) };
}

/** Return the number of elements of `sorted`, numbers in order, that are at most `limit`. */
export function countUpTo(sorted, limit) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Return the start of the first step after frame `here`, or the timeline's end. */
export function nextStep({ stepStarts, length }, here) {
  return stepStarts[countUpTo(stepStarts, here)] ?? length;
}

/** Return the start of the step at frame `here`, or 0 before the first one. */
export function thisStep({ stepStarts }, here) {
  return stepStarts[countUpTo(stepStarts, here) - 1] ?? 0;
}

/** Return the start of the step before the one at frame `here`, or of the first one; 0 before that. */
export function previousStep({ stepStarts }, here) {
  const begun = countUpTo(stepStarts, here);
  return begun ? stepStarts[Math.max(begun - 2, 0)] : 0;
}

/** Return the step that the listener is in at frame `here`, or the last one whose first cue has begun. */
export function stepAt({ steps }, here) {
  // Words that lead into a step may be spoken inside the rest before it: the listener rests until it begins.
  const doing = steps.find((step) => step.at <= here && here < step.end);
  return doing ?? steps.findLast((step) => step.start <= here);
}

/**
 * Return how the step that starts at frame `start` begins again: {at, leadIn}.
 *
 * `at` is the frame at which play goes on, and `leadIn` the frame of the lead-in that is heard before it, or null.
 */
export function begunAgain(timeline, start) {
  const hold = timeline.holds.find((step) => step.start === start || step.lead === start);
  return hold ? withLead(timeline, hold) : { at: start, leadIn: null };
}

/**
 * Return the hold that a pause at frame `here` interrupts; what lies before frame `coming` was handed over.
 *
 * It is under way or on its way to the ear, its words are heard, or its start tone is less than 3 s away. A patient
 * gate is no way to a hold.
 */
export function holdAt(timeline, here, coming) {
  const reached = Math.max(here, coming - 1);
  const gate = gateAt(timeline, here, coming);
  if (gate && gate.ask !== null) return undefined;
  const near = LEAD_IN_SECONDS * timeline.rate - 1;
  return timeline.holds.find(({ at, lead, end }) => Math.min(at - near, lead ?? at) <= reached && here < end);
}

/** Return how `hold` begins again after a pause at frame `here`: {at, leadIn}; null if it goes on where it was. */
export function restart(timeline, hold, here) {
  const longest = LONGEST_RESTARTED_SECONDS * timeline.rate;
  return here >= hold.at && hold.end - hold.at > longest ? null : withLead(timeline, hold);
}

/** Return where play that is paused at frame `here` goes on: {at, leadIn}. */
export function afterPause(timeline, here) {
  const hold = holdAt(timeline, here, here);
  if (!hold) return { at: here, leadIn: null };
  return restart(timeline, hold, here) ?? { at: here, leadIn: 0 };
}

/** Return how `hold` begins again: with its lead, after the silence that is missing before it, or the lead-in. */
function withLead({ rate, leadIn }, { at, lead }) {
  if ((lead ?? null) === null) return { at, leadIn: 0 };
  const missing = LEAD_IN_SECONDS * rate - (at - lead);
  return { at: lead, leadIn: missing > 0 ? leadIn.length - missing : null };
}

/** Return the start of the next step not on the side worked on at frame `here`; undefined where there is no side. */
export function otherSide(timeline, here) {
  const standing = stepAt(timeline, here);
  if (!standing?.side) return undefined;
  const isOther = (step) => step.at > here && step.side !== standing.side && !step.isSilence;
  return timeline.steps.find(isOther)?.start ?? timeline.length;
}

/** Return the first gate that ends after frame `at`. */
export function gateAfter({ gates }, at) {
  return gates.find((gate) => gate.end > at);
}

/** Return the gate that the listener at frame `here` stands in, or that begins before frame `coming`. */
export function gateAt({ gates }, here, coming) {
  const reached = Math.max(here, coming);
  return gates.find((gate) => here < gate.end && gate.start <= reached && reached < gate.end);
}

/** Return the gate that the words at frame `here` lead to; undefined when a step comes before it. */
export function gateAhead(timeline, here) {
  const gate = timeline.gates.find(({ start }) => start > here);
  if (!gate) return undefined;
  const waiting = timeline.steps.find((step) => step.at <= gate.start && gate.start < step.end);
  const firstCue = waiting?.start ?? gate.start;
  if (firstCue <= here) return gate; // also where a rest speaks the words of the wait after it
  const standing = stepAt(timeline, here);
  if (!standing || standing.canAct) return undefined;
  return timeline.stepStarts.some((start) => here < start && start < firstCue) ? undefined : gate;
}
