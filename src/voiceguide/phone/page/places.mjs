// A timeline and where the listener is -> the frame that a command leads to: integers only.
//
// A timeline is what the page's JSON holds: `rate` (frames a second), `length`, `ends` (the frame from which only
// silence comes), `gates` ({start, end, ask}), `verbs` and `marks`. A step is a mark {at, end, kind: "step", verb, start,
// side}; `start` is where its first cue begins, which may lie in the rest before it. `verbs` holds the facts of each verb: {word, look, canAct, isHeld, isSpeech, isSilence}.

/** Return `timeline` with its steps, which have the facts of their verbs, and the sorted frames that skipping goes to. */
export function indexed(timeline) {
  const steps = timeline.marks
    .filter((mark) => mark.kind === "step")
    .map((step) => ({ ...timeline.verbs[step.verb], ...step }));
  const starts = new Set(steps.filter((step) => !step.isSilence).map((step) => step.start));
  return { ...timeline, steps, stepStarts: [...starts].sort((one, other) => one - other) };
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

/** Return the hold that is under way at frame `here`, or that begins before frame `coming`. */
export function holdAt({ steps }, here, coming) {
  const reached = Math.max(here, coming - 1);
  return steps.find((step) => step.isHeld && step.at <= reached && here < step.end);
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
