// A set: its sum, and what the button will put into the cart, follow each choice; the lines of it go into the cart
// together. What has been sold since the page was made is said before the click.

import { add } from "../cart.js";
import { announce, money, word } from "../basket.js";

/** The till answers for no more at once. */
const MAXIMUM_SKUS = 100;

for (const form of document.querySelectorAll("form[data-outfit]")) {
  if (!(form instanceof HTMLFormElement) || !form.querySelector("[data-slot=button]")) continue;
  draw(form);
  slot(form, "sum").setAttribute("role", "status"); // from now on each change is said
  form.addEventListener("change", () => draw(form));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    buy(form);
  });
  new IntersectionObserver((entries, watch) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    watch.disconnect();
    askForStock(form);
  }, { rootMargin: "50%" }).observe(form);
}

/** @typedef {{ item: HTMLElement, take: HTMLInputElement, sku: string, quantity: number, told: DOMStringMap }} Item */

/** @param {HTMLFormElement} form @returns {Item[]} all of the set, with the variant that is chosen of each */
function items(form) {
  return [...form.querySelectorAll("[data-item]")].flatMap((item) => {
    const take = item.querySelector("input[type=checkbox]");
    const field = item.querySelector("[name^=sku-]");
    const told = field instanceof HTMLSelectElement ? field.selectedOptions[0] : field;
    const quantity = item.querySelector("[name^=quantity-]");
    if (!(item instanceof HTMLElement && take instanceof HTMLInputElement && told instanceof HTMLElement)) return [];
    if (!("value" in told) || !(quantity instanceof HTMLInputElement)) return [];
    return [{ item, take, sku: String(told.value), quantity: Number(quantity.value), told: told.dataset }];
  });
}

/** @param {HTMLFormElement} form @returns {Item[]} those that are to go into the cart */
function taken(form) {
  return items(form).filter(({ take }) => take.checked && !take.disabled);
}

/** @param {HTMLFormElement} form */
function draw(form) {
  const chosen = taken(form);
  const currency = form.dataset.currency ?? "EUR";
  /** @param {string} name */
  const sum = (name) => chosen.reduce((total, { told, quantity }) => total + Number(told[name]) * quantity, 0);
  const count = chosen.reduce((total, { quantity }) => total + quantity, 0);
  const saved = sum("list") - sum("price");
  const words = slot(form, "sum-words");
  const saving = slot(form, "saving");
  const button = slot(form, "button");
  write(words, words.dataset.live ?? "");
  write(slot(form, "total"), money(sum("price"), currency));
  saving.hidden = saved <= 0;
  write(saving, (saving.dataset.words ?? "").replace("{amount}", money(saved, currency)));
  const said = count === 0 ? button.dataset.none : count === 1 ? button.dataset.one : button.dataset.many;
  write(button, (said ?? "").replace("{count}", String(count)));
  button.setAttribute("aria-disabled", String(count === 0));
  slot(form, "chosen").hidden = count === 0;
  write(slot(form, "chosen"), chosen.map(inWords).join(" · "));
}

/** @param {Item} item @returns {string} as "2 × Socks, 39–41" */
function inWords({ item, told, quantity }) {
  const name = [item.dataset.title, told.label].filter(Boolean).join(", ");
  return quantity > 1 ? `${quantity}\u00a0×\u00a0${name}` : name;
}

/** @param {HTMLFormElement} form */
function buy(form) {
  const chosen = taken(form);
  const fields = new FormData(form);
  if (!chosen.length) return;
  const short = chosen.filter(({ item, sku, quantity, told }) => {
    const { title = "", url = "", image = "" } = item.dataset;
    return !add({
      sku,
      quantity,
      configuration: [],
      group: String(fields.get("group")),
      seen_price: Number(told.price),
      source: String(fields.get("source")),
      title,
      label: told.label ?? "",
      url,
      image,
      currency: form.dataset.currency ?? "EUR",
      source_title: document.body.dataset.title ?? "",
      source_url: document.body.dataset.url ?? "",
      maximum: Number(told.maximum) || undefined,
    });
  });
  const most = short.map(({ item, told }) => word("most", { title: item.dataset.title ?? "", count: told.maximum ?? "" }));
  const added = (slot(form, "words").dataset.added ?? "").replace("{title}", chosen.map(inWords).join(" · "));
  announce([added, ...most].join(" "));
}

/** What is sold out by now cannot be chosen, and says so; if the till does not answer, the page stays as it is. @param {HTMLFormElement} form */
async function askForStock(form) {
  const all = [...form.querySelectorAll("[name^=sku-][type=hidden], [name^=sku-] option")];
  const query = new URLSearchParams(all.slice(0, MAXIMUM_SKUS).map((one) => ["sku", one.getAttribute("value") ?? ""]));
  const answer = await fetch(`${form.dataset.till}/availability?${query}`).catch(() => undefined);
  if (!answer?.ok) return;
  /** @type {Record<string, { free: number | null }>} */
  const stock = (await answer.json()).items;
  const gone = slot(form, "words").dataset.soldOut ?? "";
  for (const { item, take, quantity } of items(form)) {
    const few = (/** @type {string} */ sku) => (stock[sku]?.free ?? quantity) < quantity;
    for (const option of item.querySelectorAll("option")) {
      if (option.disabled || !few(option.value)) continue;
      option.disabled = true;
      option.append(` · ${gone}`);
    }
    const field = item.querySelector("select");
    const next = [...(field?.options ?? [])].find((option) => !option.disabled);
    if (field?.selectedOptions[0]?.disabled && next) field.value = next.value;
    const only = item.querySelector("input[name^=sku-]");
    if (field ? next : !(only instanceof HTMLInputElement && few(only.value))) continue;
    take.checked = false;
    take.disabled = true;
    item.classList.add("is-gone");
  }
  draw(form);
}

/** @param {HTMLElement} form @param {string} name @returns {HTMLElement} */
function slot(form, name) {
  const found = form.querySelector(`[data-slot="${name}"]`);
  if (!(found instanceof HTMLElement)) throw new Error(`the outfit's template lacks ${name}`);
  return found;
}

/** @param {HTMLElement} element @param {string} text written only where it is new: what is said twice is heard twice */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
