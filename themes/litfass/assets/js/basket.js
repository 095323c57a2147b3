// The cart as the reader sees it: in the drawer and on its page, drawn from the <template>s of the page.
// It has no words of its own: every sentence is in #cart-words. A line that stays keeps its elements, so that nobody
// loses the keyboard's place, a half-typed number or a click because an answer of the till came in between.

import { asField, changeQuantity, count, identity, most, onChange, read } from "./cart.js";
import { ask } from "./till.js";

/** @typedef {import("./cart.js").Cart} Cart */
/** @typedef {import("./cart.js").Line} Line */
/** @typedef {import("./till.js").Answer} Answer */

const language = document.documentElement.lang;

/** @type {Answer | undefined} what the till said last */
let answer;
let offline = false;

/** Keep every basket and every counter of the page in step with the cart. */
export function start() {
  onChange(refresh);
  refresh();
}

/** Ask the till anew, as when the drawer opens: the page may be hours old. */
export async function refresh() {
  const cart = read();
  draw(cart);
  if (!cart.lines.length || !baskets().some((basket) => basket.getClientRects().length)) return;
  try {
    answer = (await ask(till(), cart, language)) ?? answer;
    offline = false;
  } catch {
    offline = true;
  }
  draw(read());
}

/** @returns {string} the till's address, as the cart's form has it */
export function till() {
  return template("cart-filled").querySelector("form")?.getAttribute("action")?.replace(/\/checkout$/, "") ?? "";
}

/** @param {string} name @param {Record<string, string | number>} values @returns {string} a sentence of #cart-words */
export function word(name, values = {}) {
  const text = template("cart-words").querySelector(`[data-word="${name}"]`)?.textContent ?? "";
  return text.replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ""));
}

/** @param {string} text said politely to screen readers, and shown for a moment */
export function announce(text) {
  // Whoever is in the drawer hears the one in the drawer: what lies behind an open dialog is inert.
  for (const place of document.querySelectorAll("[data-announcement]")) {
    const said = document.createElement("span"); // a new one each time, so that it is shown anew
    said.textContent = text;
    place.replaceChildren(said);
  }
}

/** @returns {HTMLElement[]} */
const baskets = () => [...document.querySelectorAll("[data-cart]")].filter((element) => element instanceof HTMLElement);

/** @param {Cart} cart */
function draw(cart) {
  const total = count(cart);
  const words = word(total === 1 ? "count_one" : "count_other");
  for (const counter of document.querySelectorAll("[data-cart-count], [data-cart-count-words]")) {
    if (!(counter instanceof HTMLElement)) continue;
    counter.hidden = total === 0;
    write(counter, "cartCount" in counter.dataset ? String(total) : words);
  }
  for (const basket of baskets()) drawBasket(basket, cart);
}

/** @param {HTMLElement} basket @param {Cart} cart */
function drawBasket(basket, cart) {
  const active = document.activeElement;
  const focused = basket.contains(active) ? rows(basket).findIndex((row) => row.contains(active)) : undefined;
  const kind = cart.lines.length ? "cart-filled" : "cart-empty";
  if (basket.dataset.drawn !== kind) basket.replaceChildren(template(kind));
  basket.dataset.drawn = kind;
  if (cart.lines.length) {
    drawLines(basket, cart);
    drawSums(basket, cart);
    const field = basket.querySelector("input[name=cart]");
    if (field instanceof HTMLInputElement) field.value = asField(cart);
  }
  if (focused === undefined || basket.contains(document.activeElement)) return;
  // What had the focus is gone: on to the next line, or the last, or to what is said instead.
  const row = rows(basket)[focused] ?? rows(basket).at(-1) ?? basket;
  const next = row.querySelector("[data-action=remove]") ?? row.querySelector("a[href]");
  if (next instanceof HTMLElement) next.focus();
}

/** @param {HTMLElement} basket @returns {HTMLElement[]} */
const rows = (basket) => [...basket.querySelectorAll("[data-slot=line]")].filter((row) => row instanceof HTMLElement);

/** @param {HTMLElement} basket @param {Cart} cart */
function drawLines(basket, cart) {
  const before = rows(basket);
  const after = cart.lines.map((line) => {
    const row = before.find((known) => known.dataset.line === identity(line)) ?? newRow(identity(line));
    drawLine(row, line);
    return row;
  });
  for (const row of before) if (!after.includes(row)) row.remove();
  const list = part(basket, "lines");
  after.forEach((row, index) => {
    const group = cart.lines[index]?.group ?? "";
    row.classList.toggle("is-grouped", group !== "");
    part(row, "group").hidden = !group || group === cart.lines[index - 1]?.group;
    write(part(row, "group"), group);
    if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null);
  });
}

/** @param {string} which @returns {HTMLElement} a row whose buttons work; `drawLine` fills it */
function newRow(which) {
  const row = part(template("cart-line"), "line");
  row.dataset.line = which;
  const field = /** @type {HTMLInputElement} */ (part(row, "quantity"));
  field.id = `line-${Math.random().toString(36).slice(2)}`;
  part(row, "quantity-label").setAttribute("for", field.id);
  /** @param {(now: number) => number} change */
  const act = (change) => changeQuantity(which, change);
  field.addEventListener("change", () => {
    const wanted = field.valueAsNumber || 1;
    if (wanted > Number(field.max)) announce(word("most", { title: part(row, "link").textContent ?? "", count: field.max }));
    delete field.dataset.drawn;
    act(() => Math.max(1, wanted));
  });
  button(row, "less").addEventListener("click", () => act((now) => Math.max(1, now - 1)));
  button(row, "more").addEventListener("click", () => act((now) => now + 1));
  button(row, "remove").addEventListener("click", () => {
    announce(word("removed", { title: part(row, "link").textContent ?? "" }));
    act(() => 0);
  });
  return row;
}

/** @param {HTMLElement} row @param {Line} line what the till said of it comes first: it is in the page's language */
function drawLine(row, line) {
  const told = answer?.lines.find((known) => known.sku === line.sku);
  const title = told?.title ?? line.title;
  const picture = part(row, "image");
  picture.hidden = !line.image;
  if (line.image && picture.getAttribute("src") !== line.image) picture.setAttribute("src", line.image);
  link(part(row, "link"), title, told?.url ?? line.url);
  write(part(row, "label"), told ? told.options.map(([, value]) => value).join(", ") : line.label);
  part(row, "source").hidden = !line.source_title;
  link(part(row, "source-link"), line.source_title, line.source_url);
  write(part(row, "remove-title"), ` ${title}`);
  part(row, "controls").setAttribute("aria-label", title);
  write(part(row, "line-total"), lost(line) ? "–" : money(priceNow(line) * line.quantity, line.currency));
  const trouble = problemOf(line);
  part(row, "problem").hidden = !trouble;
  write(part(row, "problem"), trouble);
  drawQuantity(row, line);
}

/** @param {HTMLElement} row @param {Line} line */
function drawQuantity(row, line) {
  const field = /** @type {HTMLInputElement} */ (part(row, "quantity"));
  const quantity = String(line.quantity);
  field.max = String(most(line));
  if (field.dataset.drawn !== quantity) field.value = quantity; // else it may be half typed
  field.dataset.drawn = quantity;
  button(row, "less").setAttribute("aria-disabled", String(line.quantity <= 1));
  button(row, "more").setAttribute("aria-disabled", String(line.quantity >= most(line)));
}

/** @param {HTMLElement} basket @param {Cart} cart */
function drawSums(basket, cart) {
  const currency = answer?.currency ?? cart.lines[0]?.currency ?? "EUR";
  const there = cart.lines.filter((line) => !lost(line));
  const goods = there.reduce((sum, line) => sum + priceNow(line) * line.quantity, 0);
  const shipping = answer?.shipping ?? null;
  write(part(basket, "goods"), money(goods, currency));
  write(part(basket, "shipping"), shipping === null ? word("shipping_later") : money(shipping, currency));
  write(part(basket, "total"), money(goods + (shipping ?? 0), currency));
  write(part(basket, "problems"), offline ? word("offline") : "");
}

/** @param {Line} line @returns {number} the till's price, else the one seen */
function priceNow(line) {
  return answer?.lines.find((known) => known.sku === line.sku)?.unit_price ?? line.seen_price;
}

/** @param {Line} line @returns {string | undefined} the word for why it cannot be had at all */
function lost(line) {
  const codes = (answer?.problems ?? []).filter(({ sku }) => sku === line.sku).map(({ code }) => code);
  if (codes.includes("unknown_sku") || codes.includes("not_for_sale")) return "gone";
  return answer?.stock[line.sku]?.availability === "sold_out" ? "sold_out" : undefined;
}

/** @param {Line} line @returns {string} what is wrong with the line, in words, or "" */
function problemOf(line) {
  const why = lost(line);
  if (why) return word(why);
  const free = answer?.stock[line.sku]?.free ?? null;
  if (free !== null && free < line.quantity) return word("few", { count: free });
  if (!line.seen_price || priceNow(line) === line.seen_price) return "";
  return word("price_changed", {
    old: money(line.seen_price, line.currency),
    new: money(priceNow(line), line.currency),
  });
}

/** @param {number} minor @param {string} currency @returns {string} */
export function money(minor, currency) {
  const format = new Intl.NumberFormat(language, { style: "currency", currency });
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** @param {string} id @returns {DocumentFragment} a copy of the template's content */
function template(id) {
  const found = document.getElementById(id);
  return found instanceof HTMLTemplateElement ? document.importNode(found.content, true) : new DocumentFragment();
}

/** @param {ParentNode} parent @param {string} name @returns {HTMLElement} the part of that name; a theme must have it */
const part = (parent, name) => found(parent, `[data-slot="${name}"]`);

/** @param {HTMLElement} row @param {string} name @returns {HTMLElement} */
const button = (row, name) => found(row, `[data-action="${name}"]`);

/** @param {ParentNode} parent @param {string} selector @returns {HTMLElement} */
function found(parent, selector) {
  const element = parent.querySelector(selector);
  if (!(element instanceof HTMLElement)) throw new Error(`the cart's template lacks ${selector}`);
  return element;
}

/** @param {HTMLElement} element @param {string} text written only where it is new: what is said twice is heard twice */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @param {HTMLElement} element @param {string} text @param {string} url only a path of this site is linked */
function link(element, text, url) {
  write(element, text);
  if (/^\/(?!\/)/.test(url)) element.setAttribute("href", url);
}
