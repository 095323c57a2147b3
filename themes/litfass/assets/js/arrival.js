// The day on which things arrive: a page knows none, the till does. It is asked once for what comes into sight.

import { word } from "./basket.js";

/** @typedef {{ earliest: string, latest: string }} Delivery days such as 2026-11-24 */
/** @typedef {{ availability: string, delivery: Delivery | null }} Item */

/** No question of the till may be longer. */
const MOST = 100;

/** Write beside every offer when it arrives, as soon as somebody is about to see it. */
export function watch() {
  const forms = new Set([...document.querySelectorAll("[data-offer]")].map((offer) => offer.closest("form")));
  const observer = new IntersectionObserver((entries) => {
    const seen = entries.filter(({ isIntersecting }) => isIntersecting).map(({ target }) => target);
    for (const form of seen) observer.unobserve(form);
    tell(seen);
  }, { rootMargin: "50%" });
  for (const form of forms) if (form) observer.observe(form);
}

/** @param {Element[]} forms where the till cannot be reached, the page says what it said */
async function tell(forms) {
  const offers = forms.flatMap((form) => [...form.querySelectorAll("[data-offer]")]);
  const skus = [...new Set(offers.map(skuOf))].sort().slice(0, MOST);
  const till = forms[0]?.getAttribute("action")?.replace(/\/checkout$/, "");
  if (!till || !skus.length) return;
  const query = new URLSearchParams(skus.map((sku) => ["sku", sku]));
  const answer = await fetch(`${till}/availability?${query}`).catch(() => undefined);
  if (!answer?.ok) return;
  /** @type {Record<string, Item>} */
  const items = (await answer.json()).items;
  for (const offer of offers) draw(offer, items[skuOf(offer)]);
}

/** @param {Element} offer @param {Item | undefined} item nothing where it is no longer for sale */
function draw(offer, item) {
  const said = offer.querySelector("[data-availability]");
  const place = offer.querySelector("[data-arrival]");
  if (said && item?.availability === "sold_out") {
    said.textContent = word("sold_out");
    said.classList.add("sold-out");
  }
  if (place && item?.delivery) place.textContent = word("arrives", { dates: inWords(item.delivery) });
}

/** @param {Delivery} delivery @returns {string} in the page's language, with the year if it is another than this */
function inWords(delivery) {
  const [earliest, latest] = [new Date(delivery.earliest), new Date(delivery.latest)];
  const year = latest.getUTCFullYear() === new Date().getFullYear() ? undefined : "numeric";
  /** @type {Intl.DateTimeFormatOptions} */
  const style = { weekday: "short", day: "numeric", month: "long", year, timeZone: "UTC" };
  const language = document.documentElement.lang;
  // English is British here, as on the pages of the till.
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, style).formatRange(earliest, latest);
}

/** @param {Element} offer */
const skuOf = (offer) => offer.getAttribute("data-offer") ?? "";
