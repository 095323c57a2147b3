// What a page needs beyond HTML: products go into the cart in place, the cart opens in a drawer.
// Everything here improves a form or a link that works without it.

import { add, settle } from "./cart.js";
import { watch } from "./arrival.js";
import { announce, refresh, start, till, word } from "./basket.js";

const drawer = document.getElementById("cart");

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("form.buy")) return;
  const choice = form.querySelector("input[name=sku]:checked, input[name=sku][type=hidden], select[name=sku]");
  const chosen = choice instanceof HTMLSelectElement ? choice.selectedOptions[0] : choice;
  if (!(chosen instanceof HTMLElement) || !(choice instanceof HTMLElement) || !("value" in choice)) return;
  const { title = "", url = "", image = "", source = "" } = form.dataset;
  const told = !source.startsWith("product#");
  const maximum = Number(chosen.dataset.maximum) || undefined;
  event.preventDefault();
  const whole = add({
    sku: String(choice.value),
    quantity: Number(new FormData(form).get("quantity")) || 1,
    configuration: [],
    group: "",
    seen_price: Number(chosen.dataset.price),
    source,
    title,
    label: chosen.dataset.label ?? "",
    url,
    image,
    currency: chosen.dataset.currency ?? "EUR",
    source_title: told ? (document.body.dataset.title ?? "") : "",
    source_url: told ? (document.body.dataset.url ?? "") : "",
    maximum,
  });
  announce(whole ? word("added", { title }) : word("most", { title, count: maximum ?? "" }));
});

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : undefined;
  if (!target || !(drawer instanceof HTMLDialogElement)) return;
  if (target.closest("#cart-button") && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    drawer.showModal();
    refresh();
  } else if (target === drawer || target.closest("[data-action=close]")) {
    drawer.close();
  }
});

for (const button of document.querySelectorAll("button[data-add]")) {
  if (!(button instanceof HTMLButtonElement)) continue;
  /** @type {import("./cart.js").Line[]} */
  const lines = JSON.parse(button.dataset.add ?? "[]");
  button.hidden = !lines.length;
  const act = () => {
    for (const line of lines) add(line);
    announce(word("added", { title: lines.map(({ title }) => title).join(", ") }));
    button.setAttribute("aria-disabled", "true"); // and not disabled, which would lose the keyboard's place
  };
  button.addEventListener("click", act, { once: true });
}

// The picture of the story that was clicked becomes its hero, where the browser can show that.
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  const picture = link?.closest("article")?.querySelector("[data-transition-source]");
  if (!link || !picture || picture.getAttribute("href") !== link.getAttribute("href")) return;
  for (const other of document.querySelectorAll("[data-transition]")) other.removeAttribute("data-transition");
  picture.setAttribute("data-transition", "hero");
});

// A paid cart is emptied by the page that says so. Where the till answers on another origin, its page cannot reach what
// the browser keeps for the magazine: then it goes by way of the magazine's cart, which knows the way back.
const paid = document.querySelector("[data-paid-cart]")?.getAttribute("data-paid-cart") ?? "";
const cartLink = document.querySelector("a#cart-button");
settle(paid);
if (paid && cartLink instanceof HTMLAnchorElement && cartLink.origin !== location.origin && !/settled/.test(location.search)) {
  location.replace(`${cartLink.href}#paid=${paid}&order=${location.pathname.split("/").at(-1)}`);
}
const [, told = "", order = ""] = /^#paid=([\w-]+)&order=([\w-]+)$/.exec(location.hash) ?? [];
if (told) {
  settle(told);
  location.replace(`${till()}/orders/${order}?settled`);
}

start();
watch();
