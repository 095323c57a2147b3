// The time machine: as of when, in which language and with what in stock the magazine is shown, here and in all other
// browsers that read this preview. It is no part of the magazine.

/** @typedef {import("./live.js").Told} Told */

const OPEN = "litfass.preview.open";

export class Bar {
  /** @type {Told | undefined} */
  #told;
  #folder;
  #shadow;

  /** @param {URL} folder where the preview's own files lie */
  constructor(folder) {
    this.#folder = folder;
    const host = document.createElement("litfass-preview");
    this.#shadow = host.attachShadow({ mode: "open" });
    this.#shadow.innerHTML = markup(new URL("tools.css", folder).href);
    host.hidden = true; // until it is styled: the page must not move
    this.#part("link", HTMLLinkElement).addEventListener("load", () => host.removeAttribute("hidden"));
    this.#listen();
    this.#unfold(stored());
    document.body.append(host);
  }

  /** @param {Told} told */
  draw(told) {
    this.#told = told;
    const { scene } = told;
    this.#field("now", scene.now);
    for (const name of /** @type {const} */ (["drafts", "future", "expired"])) this.#input(name).checked = scene[name];
    const skus = Object.keys(scene.stock);
    const stock = scene.sold_out ? "sold_out" : skus.length ? "some" : "";
    this.#part("[name=kind]", HTMLSelectElement).value = stock;
    this.#field("sku", Object.entries(scene.stock).map(([sku, units]) => (units ? `${sku}=${units}` : sku)).join(" "));
    this.#part(".some", HTMLElement).hidden = stock !== "some";
    const next = this.#part("[name=next]", HTMLButtonElement);
    next.hidden = !scene.next;
    next.textContent = `Next change: ${scene.next.replace("T", " ")}`;
    this.#part("[name=present]", HTMLButtonElement).setAttribute("aria-pressed", String(!scene.fixed));
    this.#part(".zone", HTMLElement).textContent = scene.zone;
    this.#say("");
    this.#drawLanguages(told.languages);
    this.#drawCounts(told);
  }

  /** @param {Told["languages"]} languages */
  #drawLanguages(languages) {
    const links = languages.map(({ code, name, url, here }) => {
      const link = document.createElement("a");
      link.href = url;
      link.lang = link.hreflang = code;
      link.textContent = name;
      if (here) link.setAttribute("aria-current", "true");
      return link;
    });
    this.#part(".languages", HTMLElement).replaceChildren(...links);
  }

  /** @param {Told} told */
  #drawCounts({ errors, warnings, scene }) {
    const { fixed, sold_out, drafts, future, expired, stock } = scene;
    const played = fixed || sold_out || drafts || future || expired || Object.keys(stock).length > 0;
    const words = [number(errors, "error"), number(warnings, "warning")].filter(Boolean).join(", ");
    this.#part(".fold", HTMLElement).classList.toggle("played", played);
    this.#part(".moment", HTMLElement).textContent = scene.fixed ? scene.now.replace("T", " ") : played ? "staged" : "";
    this.#part(".counts", HTMLElement).textContent = words;
    const list = this.#part("details", HTMLDetailsElement);
    list.hidden = !warnings;
    this.#part("summary", HTMLElement).textContent = number(warnings, "warning");
    if (list.open) void this.#list();
  }

  #listen() {
    const form = this.#part("form", HTMLFormElement);
    this.#part(".fold", HTMLElement).addEventListener("click", () => this.#unfold(Boolean(form.hidden)));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#play(this.#input("now").value);
    });
    form.addEventListener("change", (event) => {
      const field = event.target;
      if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) return;
      const some = field.name === "kind" && field.value === "some";
      if (field.name === "kind") this.#part(".some", HTMLElement).hidden = !some;
      if (some) this.#offer();
      else if (field.name === "kind" || field.type === "checkbox") void this.#play(this.#now());
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#unfold(false);
      if (event.key !== "Enter" || event.target !== this.#input("sku")) return;
      event.preventDefault(); // which would take the moment, too
      void this.#play(this.#now());
    });
    this.#part("[name=sold]", HTMLElement).addEventListener("click", () => void this.#play(this.#now()));
    this.#part("[name=present]", HTMLElement).addEventListener("click", () => void this.#play(""));
    this.#part("[name=next]", HTMLElement).addEventListener("click", () => void this.#play(this.#told?.scene.next ?? ""));
    this.#part("details", HTMLElement).addEventListener("toggle", () => void this.#list());
  }

  /** The moment that is shown, "" for the present. */
  #now() {
    return this.#told?.scene.fixed ? this.#told.scene.now : "";
  }

  /** @param {string} now ask for the scene of the form, at this moment */
  async #play(now) {
    const kind = this.#part("[name=kind]", HTMLSelectElement).value;
    const some = this.#input("sku").value.split(/[\s,]+/).filter(Boolean);
    const stock = kind === "some" ? some.map((word) => (word.includes("=") ? word : `${word}=0`)).join(" ") : kind;
    const form = new URLSearchParams({ now, stock });
    for (const name of ["drafts", "future", "expired"]) if (this.#input(name).checked) form.set(name, "on");
    const answer = await fetch(new URL("scene", this.#folder), { method: "POST", body: form });
    if (!answer.ok) this.#say(await answer.text());
  }

  /** Offer the articles of this page. */
  #offer() {
    const fields = document.querySelectorAll("input[name=sku], select[name=sku] option");
    const skus = new Set([...fields].map((one) => ("value" in one ? String(one.value) : "")));
    const options = [...skus].map((sku) => Object.assign(document.createElement("option"), { value: sku }));
    this.#part("datalist", HTMLElement).replaceChildren(...options);
    this.#input("sku").focus();
  }

  async #list() {
    if (!this.#part("details", HTMLDetailsElement).open) return;
    const answer = await fetch(new URL("diagnostics?warnings", this.#folder));
    const made = new DOMParser().parseFromString(await answer.text(), "text/html");
    this.#part(".list", HTMLElement).replaceChildren(...document.importNode(made.body, true).childNodes);
  }

  /** @param {boolean} open */
  #unfold(open) {
    const fold = this.#part(".fold", HTMLElement);
    this.#part("form", HTMLFormElement).hidden = !open;
    fold.setAttribute("aria-expanded", String(open));
    if (!open && this.#shadow.activeElement) fold.focus();
    try {
      localStorage.setItem(OPEN, open ? "yes" : "");
    } catch {
      // it is folded on the next page again
    }
  }

  /** @param {string} text */
  #say(text) {
    this.#part("[role=status]", HTMLElement).textContent = text;
  }

  /** @param {string} name @param {string} value kept while somebody is typing there */
  #field(name, value) {
    const field = this.#input(name);
    if (this.#shadow.activeElement !== field) field.value = value;
  }

  /** @param {string} name */
  #input(name) {
    return this.#part(`input[name=${name}]`, HTMLInputElement);
  }

  /** @template {Element} T @param {string} selector @param {new () => T} kind @returns {T} */
  #part(selector, kind) {
    const found = this.#shadow.querySelector(selector);
    if (!(found instanceof kind)) throw new Error(`the preview's bar lacks ${selector}`);
    return found;
  }
}

/** @param {number} count @param {string} word @returns {string} "" for none */
const number = (count, word) => (count ? `${count} ${word}${count === 1 ? "" : "s"}` : "");

/** @returns {boolean} */
function stored() {
  try {
    return localStorage.getItem(OPEN) === "yes";
  } catch {
    return false;
  }
}

/** @param {string} style @returns {string} */
const markup = (style) => `<link rel="stylesheet" href="${style}">
<section class="bar" aria-label="Preview" lang="en">
<form hidden novalidate>
<p>What you choose is shown in all browsers that read this preview.</p>
<fieldset><legend>Moment <small class="zone"></small></legend>
<input type="datetime-local" name="now" aria-label="Moment" step="1"><button>Show</button>
<button type="button" name="present">Now</button><button type="button" name="next" hidden></button></fieldset>
<fieldset><legend>Language</legend><span class="languages"></span></fieldset>
<fieldset><legend>Stock</legend><select name="kind" aria-label="Stock"><option value="">as counted</option>
<option value="sold_out">all sold out</option><option value="some">some articles …</option></select>
<span class="some" hidden><input name="sku" list="skus" aria-label="SKU, or SKU=3" placeholder="SKU or SKU=3" autocomplete="off"
spellcheck="false"><datalist id="skus"></datalist><button type="button" name="sold">Show</button></span></fieldset>
<fieldset><legend>Also show</legend><label><input type="checkbox" name="drafts"> drafts</label>
<label><input type="checkbox" name="future"> future</label>
<label><input type="checkbox" name="expired"> expired</label></fieldset>
<p role="status"></p>
<details hidden><summary></summary><div class="list"></div></details>
</form>
<button type="button" class="fold" aria-expanded="false">Preview <span class="moment"></span> <span class="counts"></span></button>
</section>`;
