// The cart: lines in localStorage, in step across tabs. It draws nothing and asks nobody.
//
// A line says what and how many; its other fields are what the reader saw when adding it, so that it can be shown
// even if the till does not answer or no longer knows the article. Prices are minor units; the till never trusts them.

/**
 * @typedef {object} Line
 * @property {string} sku
 * @property {number} quantity
 * @property {[string, string, number][]} configuration
 * @property {string} group the title of the set that it was bought with, or ""
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

/** Where nothing can be stored (private windows, a full disk), the cart lives as long as the page. */
let fallback = "";

/** @returns {Cart} */
const empty = () => ({ version: 1, id: randomId(), lines: [] });

/** @returns {Cart} the cart as it is stored now */
export function read() {
  try {
    const { version, id, lines } = JSON.parse(stored());
    if (version !== 1 || !Array.isArray(lines)) return empty();
    return { version, id: typeof id === "string" && id ? id : randomId(), lines: lines.flatMap(understood) };
  } catch {
    return empty();
  }
}

/**
 * @param {Line} line what is bought; the same article again is the same line, and keeps the story it came from
 * @returns {boolean} whether all of it went in
 */
export function add(line) {
  const cart = read();
  const known = cart.lines.find((other) => identity(other) === identity(line));
  const { source, source_title, source_url } = known?.source_title ? known : line;
  const wanted = (known?.quantity ?? 0) + line.quantity;
  const quantity = within(wanted, line);
  const whole = { ...line, quantity, source, source_title, source_url };
  if (known) Object.assign(known, whole);
  else cart.lines.splice(placeOf(line, cart.lines), 0, whole);
  write(cart);
  return quantity === wanted;
}

/** @param {Line} line @param {Line[]} lines @returns {number} behind the last of its group, else at the end */
function placeOf(line, lines) {
  const last = lines.map(({ group }) => group).lastIndexOf(line.group);
  return line.group && last >= 0 ? last + 1 : lines.length;
}

/** @param {string} which the line's identity @param {(now: number) => number} change 0 removes the line */
export function changeQuantity(which, change) {
  const cart = read();
  for (const line of cart.lines) {
    if (identity(line) === which) line.quantity = within(change(line.quantity), line);
  }
  cart.lines = cart.lines.filter((line) => line.quantity > 0);
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
    seen_price: seen_price || null,
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
    fallback = "";
  } catch {
    fallback = text;
  }
  changes.dispatchEvent(new Event("change"));
}

function stored() {
  try {
    return fallback || (localStorage.getItem(KEY) ?? "");
  } catch {
    return fallback;
  }
}

/** @param {Line} line @returns {number} how many of it go into one order */
export const most = (line) => line.maximum ?? MAXIMUM;

/** @param {number} quantity @param {Line} line */
const within = (quantity, line) => Math.max(0, Math.min(Math.round(quantity) || 0, most(line)));

const TEXTS = ["group", "source", "title", "label", "url", "image", "source_title", "source_url"];

/** @param {any} line as an older version, or somebody's hand, may have stored it @returns {Line[]} none, if it is of no use */
function understood(line) {
  if (typeof line?.sku !== "string" || !(line.quantity > 0) || !/^[A-Z]{3}$/.test(line.currency)) return [];
  const texts = Object.fromEntries(TEXTS.map((name) => [name, String(line[name] ?? "")]));
  const maximum = line.maximum > 0 ? Number(line.maximum) : undefined;
  const configuration = Array.isArray(line.configuration) ? line.configuration : [];
  const whole = { ...line, ...texts, configuration, maximum, seen_price: Number(line.seen_price) || 0 };
  return [{ ...whole, quantity: within(Number(line.quantity), whole) }];
}

/** crypto.randomUUID is missing on plain http addresses of a local network. */
function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
