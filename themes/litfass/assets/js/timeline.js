// Films and sounds: a click on a time goes there, and while it plays the product of the second shows.
// Without this the file plays by itself, and times, products and words stand below it.

/**
 * Where a film or a sound is, and how to go elsewhere in it.
 * @typedef {{ seek: (second: number) => void }} Player
 */

/**
 * The cues as WebVTT metadata on a media element: `show` is called with the elements whose time it is.
 * @param {HTMLMediaElement} media
 * @param {HTMLElement[]} cues
 * @returns {Player}
 */
function ofMedia(media, cues) {
  const track = media.addTextTrack("metadata");
  track.mode = "hidden";
  for (const [index, cue] of cues.entries()) {
    const [from, until] = span(cues, index);
    track.addCue(new VTTCue(from, until, String(index)));
  }
  track.addEventListener("cuechange", () => {
    const now = new Set([...(track.activeCues ?? [])].map((cue) => (cue instanceof VTTCue ? Number(cue.text) : -1)));
    cues.forEach((cue, index) => (cue.hidden = !now.has(index)));
  });
  return {
    seek(second) {
      media.currentTime = second;
      media.play();
    },
  };
}

/**
 * From when until when a cue shows: until the next one, twenty seconds at most.
 * @param {HTMLElement[]} cues
 * @param {number} index
 * @returns {[number, number]}
 */
function span(cues, index) {
  const from = Number(cues[index]?.dataset.from);
  const next = Number(cues[index + 1]?.dataset.from ?? Infinity);
  return [from, Math.min(next, from + 20)];
}

/**
 * A player of another site in the place of its picture; it tells the time by messages, and is told where to go.
 * @param {HTMLAnchorElement} link
 * @param {HTMLElement[]} cues
 */
function ofElsewhere(link, cues) {
  const frame = document.createElement("iframe");
  const origin = new URL(link.dataset.player ?? "").origin;
  frame.src = link.dataset.player ?? "";
  frame.allow = "autoplay; fullscreen; picture-in-picture";
  frame.allowFullscreen = true;
  frame.title = link.textContent?.trim() ?? "";
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  const tell = (/** @type {object} */ message) => frame.contentWindow?.postMessage(JSON.stringify(message), origin);
  frame.addEventListener("load", () => {
    tell({ event: "listening" });
    tell({ method: "addEventListener", value: "timeupdate" });
  });
  addEventListener("message", ({ origin: from, source, data }) => {
    if (from !== origin || source !== frame.contentWindow) return;
    const said = typeof data === "string" ? JSON.parse(data) : data;
    if (said.event === "ready") tell({ method: "addEventListener", value: "timeupdate" });
    const second = said.info?.currentTime ?? said.data?.seconds;
    if (typeof second !== "number") return;
    cues.forEach((cue, index) => {
      const [start, end] = span(cues, index);
      cue.hidden = second < start || second >= end;
    });
  });
  link.replaceWith(frame);
  frame.focus();
}

for (const figure of document.querySelectorAll("[data-timeline]")) {
  const media = figure.querySelector("video, audio");
  const cues = [...figure.querySelectorAll("[data-from]")].filter((cue) => cue instanceof HTMLElement);
  const player = media instanceof HTMLMediaElement ? ofMedia(media, cues) : undefined;
  figure.addEventListener("click", (event) => {
    if (!(event instanceof MouseEvent) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const target = event.target instanceof Element ? event.target : undefined;
    const link = target?.closest("a[data-player]");
    const time = target?.closest("[data-second]");
    if (link instanceof HTMLAnchorElement) {
      event.preventDefault();
      ofElsewhere(link, cues);
    } else if (player && time instanceof HTMLElement) {
      event.preventDefault();
      player.seek(Number(time.dataset.second));
    }
  });
}

export {};
