// The page's own JSON and sound -> a session on it: what is heard is shown, and what is tapped is obeyed.

import { clock, Course, SENTENCE_END } from "./course.mjs";
import { indexed } from "./places.mjs";
import { Player } from "./player.mjs";

const { timeline: written, texts, sound: kind, cover } = JSON.parse(taken("programme"));
const timeline = indexed(written);
const audio = new Audio();
audio.preload = "auto";
audio.src = URL.createObjectURL(new Blob([bytes(taken("sound"))], { type: kind }));
const player = new Player(timeline, audio, refused);
const course = new Course(timeline, texts);
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const session = navigator.mediaSession; // absent in old browsers
const entries = new Map();
let begun = false;
const shown = {};
let awake = null; // the promise of a wake lock
let told = null; // the answer to the last command
let gateTimer;

// Commands

/** Do what `command` asks, show what came of it, and say what can't be heard. */
function command(name) {
  if (!begun) return start();
  told = player.obey(name);
  refresh();
  if (told) $("status").textContent = texts[told] ?? "";
}

function start() {
  playFrom(player.now.at);
}

function playFrom(frame) {
  begun = true;
  player.playFrom(frame);
  refresh();
}

/** Play and pause as the round button does; after the end, from the start. */
function toggle() {
  if (player.now.over) playFrom(0);
  else command("toggle");
}

function refused() {
  refresh();
  $("trouble").hidden = audio.error === null;
}

// What is shown

/** Show what is heard now, changing only what has changed: readers of screens and batteries are thankful. */
function show() {
  const { now } = player;
  const view = begun ? course.look(now) : beginning();
  if (view.kind === "pause" && told === "paused-let-go") view.word = texts[told];
  const passed = Math.max(now.at - timeline.begins, 0) / timeline.rate;
  const total = (timeline.length - timeline.begins) / timeline.rate;
  document.body.dataset.kind = view.kind;
  put("chapter", view.chapter === view.place ? "" : view.chapter);
  put("place", view.place);
  put("word", view.sentence || view.word);
  put("said", view.said);
  put("seconds", view.seconds === null || view.seconds === undefined ? "" : String(view.seconds));
  put("passed", clock(passed));
  put("left", `−${clock(Math.ceil(total - passed))}`);
  showNext(view.next);
  showRing(view);
  change("passing", Math.round(total ? (1000 * passed) / total : 1000), (share) => ($("progress").value = share / 1000));
  change("button", now.paused || now.over, (still) => showButton(still));
  change("waiting", now.waiting !== null && begun, showWaiting);
  change("begun", begun, (is) => is && showBegun());
  change("step", view.step, showStep);
}

/** Return what to show before anything is heard. */
function beginning() {
  const { title, summary } = timeline.about;
  return { kind: "start", word: title, said: summary.split(SENTENCE_END)[0] };
}

/** Call `showing` with `value` if it isn't what was shown last under `name`. */
function change(name, value, showing) {
  if (shown[name] === value) return;
  shown[name] = value;
  showing(value);
}

function put(id, text = "") {
  change(id, text, () => {
    const element = $(id);
    element.textContent = text;
    // The style has a size for each: letters as large as the words allow.
    element.dataset.length = ["short", "medium", "long"][[14, 42, 110].findIndex((most) => text.length <= most)] ?? "longest";
  });
}

function showNext(text = "") {
  change("next", text, () => {
    $("next").hidden = !text;
    $("next").lastElementChild.textContent = text;
  });
}

/** Draw how much of a hold is left; it moves with each frame of the screen, or a second at a time. */
function showRing({ share, seconds }) {
  change("dial", share ?? null, () => {
    $("dial").hidden = typeof share !== "number";
    if ($("dial").hidden) return;
    if (!calm.matches || shown.ringSeconds !== seconds) $("ring").style.strokeDashoffset = share.toFixed(4);
    shown.ringSeconds = seconds;
  });
}

function showButton(still) {
  document.body.classList.toggle("still", still);
  $("toggle").lastElementChild.textContent = player.now.over ? texts.restart : still ? texts.resume : texts.pause;
}

function showWaiting(waiting) {
  const button = $("ready");
  if (waiting) $("status").textContent = texts["ready-question"];
  else if (document.activeElement === button) $("toggle").focus(); // a hidden button would lose it
  button.hidden = !waiting;
}

function showBegun() {
  if (document.activeElement === $("start")) $("toggle").focus();
  $("start").hidden = true;
}

function showStep(step) {
  const index = step && timeline.steps.indexOf(step);
  for (const [at, button] of entries) {
    if (at === index) button.setAttribute("aria-current", "step");
    else button.removeAttribute("aria-current");
  }
  const list = $("more"); // which scrolls by itself only where it stands beside the session
  if (entries.has(index) && !list.matches(":hover")) list.scrollTop = entries.get(index).offsetTop - list.clientHeight / 3;
  if (session && step) describeSession(step);
}

// The list

function fillSteps() {
  const chapters = timeline.marks.filter((mark) => mark.kind === "chapter");
  let chapter = "";
  let list = $("steps");
  for (const [index, step] of timeline.steps.entries()) {
    if (step.verb === "pause" || step.verb === "tone") continue;
    while (chapters.length && chapters[0].at <= Math.max(step.start, step.at)) {
      chapter = chapters.shift().label;
      list = section(chapter);
    }
    list.append(entry(index, step, step.place === chapter ? "" : step.place));
  }
}

function section(label) {
  const list = element("ol");
  const item = element("li");
  item.append(element("h3", label), list);
  $("steps").append(item);
  return list;
}

function entry(index, step, place) {
  const button = element("button");
  button.type = "button";
  const label = element("span", step.label);
  if (place) label.append(element("small", place));
  // What is said for safety comes before the routine's own clock starts.
  const begins = step.at - timeline.begins;
  button.append(label, element("small", begins < 0 ? "" : clock(begins / timeline.rate)));
  button.addEventListener("click", () => playFrom(step.start));
  entries.set(index, button);
  const item = element("li");
  item.append(button);
  return item;
}

// The phone around the page

/** Tell the lock screen what is heard, and how far it is. */
function describeSession(step) {
  session.metadata = new MediaMetadata({
    title: [step.label, step.place].filter(Boolean).join(" · "),
    artist: timeline.about.title,
    album: shown.chapter,
    artwork: cover ? [{ src: cover }] : [],
  });
  tellPosition();
}

function tellPosition() {
  const duration = timeline.length / timeline.rate;
  session?.setPositionState?.({ duration, position: Math.min(player.now.at / timeline.rate, duration) });
}

function listenToPhone() {
  const actions = {
    play: () => (player.now.over ? playFrom(0) : command("resume")),
    pause: () => command("pause"),
    nexttrack: () => command("next"),
    previoustrack: () => command("back"),
    seekto: ({ seekTime }) => playFrom(Math.round(seekTime * timeline.rate)),
  };
  for (const [action, obeyed] of Object.entries(actions)) {
    try {
      session?.setActionHandler(action, obeyed);
    } catch {
      // A browser that doesn't know the action has no button for it.
    }
  }
}

/** Keep the screen on while something is to be seen; where the browser can't, or won't, it turns off as ever. */
function keepAwake() {
  const wanted = isPlaying() && document.visibilityState === "visible";
  if (wanted && !awake) awake = navigator.wakeLock?.request("screen").catch(() => undefined) ?? null;
  if (wanted || !awake) return;
  awake.then((lock) => lock?.release());
  awake = null;
}

// Time

/** Show what is heard now, and what belongs to it: after a command, and when the element says that something changed. */
function refresh() {
  player.follow();
  show();
  keepAwake();
  if (session) session.playbackState = isPlaying() ? "playing" : "paused";
  clearTimeout(gateTimer);
  // A page that nobody sees is drawn no more, yet a wait that asks again must go back before other words sound.
  const seconds = player.gateEndsIn;
  if (seconds !== null && begun) gateTimer = setTimeout(refresh, Math.max(1000 * seconds - 20, 4));
}

function draw() {
  if (isPlaying()) {
    player.follow();
    show();
  }
  requestAnimationFrame(draw);
}

function listenToElement() {
  // Somebody else, such as a call or a headset that was unplugged, may stop the sound, or let it go on.
  audio.addEventListener("pause", () => !player.now.paused && !player.now.over && !audio.ended && command("pause"));
  audio.addEventListener("play", () => player.now.paused && command("resume"));
  for (const name of ["timeupdate", "ended", "seeked"]) audio.addEventListener(name, refresh);
  audio.addEventListener("seeked", tellPosition);
  audio.addEventListener("error", refused);
}

function listenToHands() {
  const buttons = { again: "again", back: "back", forward: "next", ready: "ready" };
  for (const [id, name] of Object.entries(buttons)) $(id).addEventListener("click", () => command(name));
  $("start").addEventListener("click", start);
  $("toggle").addEventListener("click", toggle);
  $("waits").addEventListener("change", () => {
    player.waitAtGates($("waits").checked);
    refresh();
  });
  // No letters: people who speak to their computer, or whose hands tremble, would press them unawares.
  const keys = { " ": toggle, ArrowRight: () => command("next"), ArrowLeft: () => command("back"), Enter: () => command("ready") };
  document.addEventListener("keydown", (event) => {
    const isElsewhere = event.target.closest("button, input, a") && !event.key.startsWith("Arrow");
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || isElsewhere || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  document.addEventListener("visibilitychange", refresh);
}

// Small things

function isPlaying() {
  const { paused, over } = player.now;
  return begun && !paused && !over;
}

function $(id) {
  return document.getElementById(id);
}

function element(name, text = "") {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

/** Return the text of the script `id`, and take it out of the page: the sound is needed only once. */
function taken(id) {
  const script = $(id);
  script.remove();
  return script.textContent;
}

function bytes(base64) {
  return Uint8Array.fromBase64?.(base64) ?? Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

fillSteps();
listenToElement();
listenToHands();
listenToPhone();
$("choices").hidden = !timeline.gates.length;
show();
requestAnimationFrame(draw);
document.body.dataset.ready = "";
