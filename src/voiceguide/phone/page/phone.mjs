// What is heard now -> the phone around the page: its lock screen, its screen's light, its list of apps.

import { made } from "./screen.mjs";

export class Phone {
  #timeline;
  #cover;
  #session = navigator.mediaSession; // absent in old browsers
  #step = null;
  #lock = null; // the promise of a wake lock

  /** `cover` is a picture's address, or null. */
  constructor(timeline, cover) {
    this.#timeline = timeline;
    this.#cover = cover;
  }

  /** Let the lock screen's buttons, and those of a headset, call `actions`, by the names that browsers give them. */
  listen(actions) {
    for (const [name, action] of Object.entries(actions)) {
      try {
        this.#session?.setActionHandler(name, action);
      } catch {
        // A browser that doesn't know the action has no button for it.
      }
    }
  }

  /** Tell the lock screen what is heard, and keep the screen on while the page is visible. */
  tell({ step, chapter }, now, playing) {
    this.#keepAwake(playing && document.visibilityState === "visible");
    if (!this.#session) return;
    this.#session.playbackState = playing ? "playing" : "paused";
    if (!step || step === this.#step) return;
    this.#step = step;
    this.#session.metadata = new MediaMetadata({
      title: [step.label, step.place].filter(Boolean).join(" · "),
      artist: this.#timeline.about.title,
      album: chapter,
      artwork: this.#cover ? [{ src: this.#cover }] : [],
    });
    this.tellPosition(now.at);
  }

  /** Tell the lock screen how far it is, which it guesses by itself while nothing jumps. */
  tellPosition(at) {
    const { rate, ends } = this.#timeline;
    this.#session?.setPositionState?.({ duration: ends / rate, position: Math.min(at, ends) / rate });
  }

  #keepAwake(wanted) {
    // Where the browser can't, or won't, the screen goes dark as it always does.
    if (wanted && !this.#lock) this.#lock = navigator.wakeLock?.request("screen").catch(() => undefined) ?? null;
    if (wanted || !this.#lock) return;
    this.#lock.then((lock) => lock?.release());
    this.#lock = null;
  }
}

/** Let the browser install the page as an app, where there is an address that the app can open again. */
export function offerInstalling({ title, summary, language }) {
  if (!isSecureContext || !location.protocol.startsWith("http")) return;
  const address = location.origin + location.pathname;
  const icons = [{ src: document.querySelector("link[rel=icon]").href, sizes: "any", type: "image/svg+xml" }];
  const about = { name: title, description: summary, lang: language, dir: document.documentElement.dir, icons };
  const manifest = { ...about, id: address, start_url: address, scope: address, display: "standalone" };
  const link = made("link");
  link.rel = "manifest";
  link.href = `data:application/manifest+json,${encodeURIComponent(JSON.stringify(manifest))}`;
  document.head.append(link);
}
