// The cart: lines in localStorage, in step across tabs. It draws nothing and asks nobody.
//
// A line says what and how many; its other fields are what the reader saw when adding it, so that it can be shown
// even if the till does not answer or no longer knows the article. Prices are minor units; the till never trusts them.

/**
 * @typedef {object} Line
 * @property {string} sku
 * @property {number} quantity
 * @property {[string, string, number][]} configuration
 * @property {string} group
 * @property {number} seen_price
 * @property {string} source story and block, as "rannoch#2"
 * @property {string} title
 * @property {string} label the chosen variant
 * @property {string} url
 * @property {string} image
 * @property {string} currency
 * @property {string} source_title
 * @property {string} source_url
 * @property {number} [maximum]
 */

/** @typedef {{ version: 1, id: string, lines: Line[] }} Cart */

const KEY = "litfass.cart";
const MAXIMUM = 99;

const changes = new EventTarget();

/** Where nothing can be stored (private windows of some browsers), the cart lives as long as the page. */
let fallback = "";

/** @returns {Cart} */
const empty = () => ({ version: 1, id: randomId(), lines: [] });

/** @returns {Cart} the cart as it is stored now */
export function read() {
  try {
    const cart = JSON.parse(stored());
    return cart.version === 1 && Array.isArray(cart.lines) ? cart : empty();
  } catch {
    return empty();
  }
}

/** @param {Line} line what is bought; the same article again is the same line */
export function add(line) {
  const cart = read();
  const known = cart.lines.find((other) => identity(other) === identity(line));
  if (known) {
    const quantity = known.quantity + line.quantity;
    Object.assign(known, line, { quantity: within(quantity, line), source: known.source || line.source });
  } else {
    cart.lines.push({ ...line, quantity: within(line.quantity, line) });
  }
  write(cart);
}

/** @param {Line} line @param {number} quantity 0 removes the line */
export function setQuantity(line, quantity) {
  const cart = read();
  for (const other of cart.lines) {
    if (identity(other) === identity(line)) other.quantity = within(quantity, other);
  }
  cart.lines = cart.lines.filter((other) => other.quantity > 0);
  write(cart);
}

/** @param {string} id a cart that is paid: it is emptied only if it is this browser's present one */
export function settle(id) {
  if (id && read().id === id) write(empty());
}

/** @param {Cart} cart @returns {number} */
export const count = (cart) => cart.lines.reduce((sum, line) => sum + line.quantity, 0);

/** @param {Line} line @returns {string} two lines of the same identity are one */
export const identity = (line) => JSON.stringify([line.sku, line.configuration, line.group]);

/** @param {Cart} cart @returns {string} the cart as the till reads it */
export function asField(cart) {
  const lines = cart.lines.map(({ sku, quantity, configuration, group, seen_price, source }) => ({
    sku,
    quantity,
    configuration,
    group,
    seen_price,
    source,
  }));
  return JSON.stringify({ id: cart.id, lines });
}

/** @param {() => void} listener called after each change, in this tab or another */
export function onChange(listener) {
  changes.addEventListener("change", listener);
}

addEventListener("storage", (event) => {
  if (event.key === KEY || event.key === null) changes.dispatchEvent(new Event("change"));
});
addEventListener("pageshow", (event) => {
  if (event.persisted) changes.dispatchEvent(new Event("change"));
});

/** @param {Cart} cart */
function write(cart) {
  const text = JSON.stringify(cart);
  try {
    localStorage.setItem(KEY, text);
  } catch {
    fallback = text;
  }
  changes.dispatchEvent(new Event("change"));
}

function stored() {
  try {
    return localStorage.getItem(KEY) ?? fallback;
  } catch {
    return fallback;
  }
}

/** @param {number} quantity @param {Line} line */
const within = (quantity, line) => Math.max(0, Math.min(Math.round(quantity) || 0, line.maximum ?? MAXIMUM));

/** crypto.randomUUID is missing on plain http addresses of a local network. */
function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
