// Keeps a page of the preview as it is on disk: what changed is exchanged in place, or the page is loaded again as the
// reader left it. When the newest content is wrong, the page stays, and what is to be mended lies over it.
// It comes before the scripts of the theme, so that it sees the page before they change it.

import { Bar } from "./bar.js";
import { Overlay } from "./overlay.js";
import { Page } from "./page.js";
import { reload, restore } from "./reload.js";

/**
 * @typedef {object} Told what the preview says whenever it changes
 * @property {number} version counts all changes
 * @property {number} edition the version that pages show, 0 before there is any
 * @property {number} errors what keeps a newer one from being shown
 * @property {number} warnings
 * @property {Scene} scene
 * @property {{ code: string, name: string, url: string, here: boolean }[]} languages the same page in each
 */

/**
 * @typedef {object} Scene as of when, and with what in stock, the magazine is shown
 * @property {boolean} fixed whether time stands still
 * @property {string} now in the site's own time, as a field has it
 * @property {string} next when something changes by the clock, "" for never
 * @property {string} zone
 * @property {boolean} drafts
 * @property {boolean} future
 * @property {boolean} expired
 * @property {Record<string, number>} stock units by SKU
 * @property {boolean} sold_out whether there is none of any other
 */

const UNSEEN_MILLISECONDS = 60_000;

const folder = new URL(".", import.meta.url);
const page = new Page(document);
const overlay = new Overlay(folder);
const bar = new Bar(folder);

let shown = Number(new URL(import.meta.url).search.slice(1));
/** @type {Told | undefined} what is not looked at yet */
let news;
let busy = false;

restore();

let changes = listen();

/** @returns {EventSource} */
function listen() {
  const source = new EventSource(new URL("changes", folder));
  source.addEventListener("error", () => {
    shown = -1; // whatever comes next may be another preview, which counts anew
  });
  source.addEventListener("message", (event) => {
    news = JSON.parse(event.data);
    if (!busy) void follow();
  });
  return source;
}

// Of one host a browser keeps six connections open: a page that nobody sees lets go of its own after a while.
/** @type {ReturnType<typeof setTimeout> | undefined} */
let patience;
document.addEventListener("visibilitychange", () => {
  clearTimeout(patience);
  if (document.hidden) patience = setTimeout(() => changes.close(), UNSEEN_MILLISECONDS);
  else if (changes.readyState === EventSource.CLOSED) changes = listen();
});

/** One piece of news after the other, the newest of those that came meanwhile. */
async function follow() {
  busy = true;
  try {
    while (news) {
      const told = news;
      news = undefined;
      bar.draw(told);
      if (told.errors) await overlay.show();
      else if (told.edition === shown) overlay.hide();
      else await renew(told.edition);
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // the preview has stopped: it tells when it is back
  } finally {
    busy = false;
  }
}

/** @param {number} edition what the page is to show */
async function renew(edition) {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  const made = new DOMParser().parseFromString(await answer.text(), "text/html");
  const findings = made.querySelector("body.wrong .findings");
  if (findings && !document.querySelector("body.wrong")) {
    overlay.hold(findings);
  } else if (await page.become(made)) {
    overlay.hide();
    shown = edition;
  } else {
    reload();
  }
}
