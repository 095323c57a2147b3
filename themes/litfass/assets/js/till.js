// What the till says of the cart: prices now, what is gone, what is left. Never more than one question at a time.

import { asField } from "./cart.js";

/** @typedef {import("./cart.js").Cart} Cart */
/** @typedef {{ code: string, path: string, sku?: string }} Problem `sku` is that of the line it is about */

/**
 * @typedef {object} Answer
 * @property {string} currency
 * @property {{ sku: string, unit_price: number, title: string, options: [string, string][], url: string }[]} lines
 * @property {number} goods
 * @property {number | null} shipping
 * @property {number} total
 * @property {Problem[]} problems
 * @property {Record<string, { availability: string, free: number | null }>} stock
 */

/** @type {AbortController | undefined} */
let running;

/**
 * @param {string} till the till's address @param {Cart} cart @param {string} language
 * @returns {Promise<Answer | undefined>} undefined if a newer question came in between
 * @throws if the till cannot be reached
 */
export async function ask(till, cart, language) {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  const skus = new URLSearchParams(cart.lines.map((line) => ["sku", line.sku]));
  try {
    const [quote, stock] = await Promise.all([
      json(`${till}/quote`, mine.signal, { ...JSON.parse(asField(cart)), language }),
      json(`${till}/availability?${skus}`, mine.signal),
    ]);
    return { ...quote, problems: quote.problems.map(withSku(cart)), stock: stock.items };
  } catch (error) {
    if (mine.signal.aborted) return undefined;
    throw error;
  }
}

/** @param {Cart} cart @returns {(problem: Problem) => Problem} the cart may have changed when the answer is drawn */
const withSku = (cart) => (problem) => {
  const index = /^lines\[(\d+)\]/.exec(problem.path)?.[1];
  return { ...problem, sku: index === undefined ? undefined : cart.lines[Number(index)]?.sku };
};

/** @param {string} url @param {AbortSignal} signal @param {object} [body] @returns {Promise<any>} */
async function json(url, signal, body) {
  const headers = { "content-type": "application/json" };
  const posted = { method: "POST", headers, body: JSON.stringify(body), signal };
  // A page may be a minute old; what stands in the cart is asked for anew.
  const answer = await fetch(url, body ? posted : { cache: "no-cache", signal });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.json();
}
