// The cart as the reader sees it: in the drawer and on its page, drawn from the <template>s of the page.
// It has no words of its own: every sentence is in #cart-words.

import { asField, count, identity, onChange, read, setQuantity } from "./cart.js";
import { ask } from "./till.js";

/** @typedef {import("./cart.js").Cart} Cart */
/** @typedef {import("./cart.js").Line} Line */
/** @typedef {import("./till.js").Answer} Answer */

const language = document.documentElement.lang;

/** @type {Answer | undefined} what the till said last, until the cart changes */
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
  if (!cart.lines.length || !baskets().some((basket) => basket.checkVisibility())) return;
  const till = template("cart-filled").querySelector("form")?.getAttribute("action")?.replace(/\/checkout$/, "") ?? "";
  try {
    answer = (await ask(till, cart, language)) ?? answer;
    offline = false;
  } catch {
    offline = true;
  }
  draw(read());
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
  for (const counter of document.querySelectorAll("[data-cart-count]")) {
    if (!(counter instanceof HTMLElement)) continue;
    counter.hidden = total === 0;
    counter.textContent = String(total);
    counter.title = total === 1 ? word("count_one") : word("count_other", { count: total });
  }
  for (const basket of baskets()) drawBasket(basket, cart);
}

/** @param {HTMLElement} basket @param {Cart} cart */
function drawBasket(basket, cart) {
  const focused = focusIn(basket);
  if (!cart.lines.length) {
    basket.replaceChildren(template("cart-empty"));
  } else {
    const filled = template("cart-filled");
    part(filled, "lines").append(...cart.lines.map(drawLine));
    drawSums(filled, cart);
    const field = filled.querySelector("input[name=cart]");
    if (field instanceof HTMLInputElement) field.value = asField(cart);
    basket.replaceChildren(filled);
  }
  focusAgain(basket, focused);
}

/** @param {Line} line @param {number} index @returns {DocumentFragment} */
function drawLine(line, index) {
  const drawn = template("cart-line");
  const price = priceNow(line);
  const picture = part(drawn, "image");
  if (line.image && picture instanceof HTMLImageElement) picture.src = line.image;
  else picture.remove();
  fillLink(part(drawn, "link"), line.title, line.url);
  part(drawn, "label").textContent = line.label;
  if (line.source_title) fillLink(part(drawn, "source-link"), line.source_title, line.source_url);
  else part(drawn, "source").remove();
  part(drawn, "line-total").textContent = money(price * line.quantity, line.currency);
  part(drawn, "remove-title").textContent = ` ${line.title}`;
  const trouble = problemOf(line);
  part(drawn, "problem").textContent = trouble;
  part(drawn, "problem").hidden = !trouble;
  wire(drawn, line, index);
  return drawn;
}

/** @param {DocumentFragment} drawn @param {Line} line @param {number} index */
function wire(drawn, line, index) {
  const quantity = part(drawn, "quantity");
  if (!(quantity instanceof HTMLInputElement)) return;
  quantity.id = `line-${index}-${Math.random().toString(36).slice(2)}`;
  quantity.dataset.focus = `${identity(line)} quantity`;
  quantity.value = String(line.quantity);
  if (line.maximum) quantity.max = String(line.maximum);
  part(drawn, "quantity-label").setAttribute("for", quantity.id);
  quantity.addEventListener("change", () => setQuantity(line, Math.max(1, quantity.valueAsNumber || 1)));
  const acts = {
    less: () => setQuantity(line, Math.max(1, line.quantity - 1)),
    more: () => setQuantity(line, line.quantity + 1),
    remove: () => {
      setQuantity(line, 0);
      announce(word("removed", { title: line.title }));
    },
  };
  for (const [name, act] of Object.entries(acts)) {
    const button = drawn.querySelector(`[data-action="${name}"]`);
    if (!(button instanceof HTMLElement)) continue;
    button.dataset.focus = `${identity(line)} ${name}`;
    button.addEventListener("click", act);
  }
}

/** @param {DocumentFragment} filled @param {Cart} cart */
function drawSums(filled, cart) {
  const currency = answer?.currency ?? cart.lines[0]?.currency ?? "EUR";
  const goods = cart.lines.reduce((sum, line) => sum + priceNow(line) * line.quantity, 0);
  part(filled, "goods").textContent = money(goods, currency);
  const shipping = answer?.shipping ?? null;
  part(filled, "shipping").textContent = shipping === null ? word("shipping_later") : money(shipping, currency);
  part(filled, "total").textContent = money(goods + (shipping ?? 0), currency);
  part(filled, "problems").textContent = offline ? word("offline") : "";
}

/** @param {Line} line @returns {number} the till's price, else the one seen; nothing for what is gone */
function priceNow(line) {
  return answer?.lines.find((known) => known.sku === line.sku)?.unit_price ?? line.seen_price;
}

/** @param {Line} line @returns {string} what is wrong with the line, in words, or "" */
function problemOf(line) {
  const codes = (answer?.problems ?? []).filter(({ sku }) => sku === line.sku).map(({ code }) => code);
  if (codes.includes("unknown_sku") || codes.includes("not_for_sale")) return word("gone");
  const stock = answer?.stock[line.sku];
  if (stock?.availability === "sold_out") return word("sold_out");
  if (stock?.free != null && stock.free < line.quantity) return word("few", { count: stock.free });
  if (priceNow(line) === line.seen_price) return "";
  return word("price_changed", {
    old: money(line.seen_price, line.currency),
    new: money(priceNow(line), line.currency),
  });
}

/** @param {number} minor @param {string} currency @returns {string} */
function money(minor, currency) {
  const format = new Intl.NumberFormat(language, { style: "currency", currency });
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** @param {string} id @returns {DocumentFragment} a copy of the template's content */
function template(id) {
  const found = document.getElementById(id);
  return found instanceof HTMLTemplateElement ? document.importNode(found.content, true) : new DocumentFragment();
}

/** @param {ParentNode} parent @param {string} name @returns {HTMLElement} the part of that name; a theme must have it */
function part(parent, name) {
  const found = parent.querySelector(`[data-slot="${name}"]`);
  if (!(found instanceof HTMLElement)) throw new Error(`the cart's template lacks data-slot="${name}"`);
  return found;
}

/** @param {HTMLElement} link @param {string} text @param {string} url only a path of this site is linked */
function fillLink(link, text, url) {
  link.textContent = text;
  if (link instanceof HTMLAnchorElement && url.startsWith("/")) link.href = url;
}

/** @param {HTMLElement} basket @returns {string | undefined} which control had the keyboard's focus */
function focusIn(basket) {
  const active = document.activeElement;
  return active instanceof HTMLElement && basket.contains(active) ? (active.dataset.focus ?? "") : undefined;
}

/** @param {HTMLElement} basket @param {string | undefined} focused its control may be gone: then what comes first */
function focusAgain(basket, focused) {
  if (focused === undefined) return;
  const controls = [...basket.querySelectorAll("a[href], button, input:not([type=hidden])")];
  const again = controls.find((control) => control instanceof HTMLElement && control.dataset.focus === focused) ?? controls[0];
  if (again instanceof HTMLElement) again.focus();
}
