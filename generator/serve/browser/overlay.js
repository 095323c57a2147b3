// What is to be mended, over a page that stays as it was. It can be put aside, and comes back with other findings; it
// goes by itself when all is mended.

export class Overlay {
  /** @type {HTMLElement | undefined} */
  #host;
  #folder;
  #put = ""; // what was put aside

  /** @param {URL} folder where the preview's own files lie */
  constructor(folder) {
    this.#folder = folder;
  }

  /** Ask what is wrong, and show it. */
  async show() {
    const answer = await fetch(new URL("diagnostics", this.#folder));
    const made = new DOMParser().parseFromString(await answer.text(), "text/html");
    const findings = made.querySelector(".findings");
    if (findings) this.hold(findings);
  }

  /** @param {Element} findings a list of them */
  hold(findings) {
    if (document.querySelector("body.wrong")) {
      document.querySelector(".findings")?.replaceWith(document.importNode(findings, true));
      return;
    }
    if (findings.outerHTML === this.#put) return;
    const count = findings.children.length;
    const { root, list, title } = this.#parts();
    title.textContent = count === 1 ? "This is to be mended" : `These ${count} are to be mended`;
    list.replaceChildren(document.importNode(findings, true));
    root.hidden = false;
    this.#put = "";
  }

  hide() {
    this.#put = "";
    this.#host?.remove();
    this.#host = undefined;
  }

  #close() {
    const put = this.#host?.shadowRoot?.querySelector(".findings")?.outerHTML ?? "";
    this.hide();
    this.#put = put;
  }

  #parts() {
    this.#host ??= this.#made();
    const shadow = /** @type {ShadowRoot} */ (this.#host.shadowRoot);
    const [root, list, title] = ["section", ".list", "h2 span"].map((one) => shadow.querySelector(one));
    return /** @type {Record<"root" | "list" | "title", HTMLElement>} */ ({ root, list, title });
  }

  /** @returns {HTMLElement} with nothing in it yet; in the order of the keyboard it comes first */
  #made() {
    const host = document.createElement("litfass-findings");
    const shadow = host.attachShadow({ mode: "open" });
    shadow.innerHTML = `<link rel="stylesheet" href="${new URL("tools.css", this.#folder)}">
      <section class="overlay" aria-labelledby="title" lang="en" hidden>
      <header><h2 id="title"><span role="alert"></span></h2><button type="button" aria-label="Close (Escape)">✕</button></header>
      <p>The page stays as it was until then.</p><div class="list"></div></section>`;
    host.hidden = true; // until it is styled
    shadow.querySelector("link")?.addEventListener("load", () => host.removeAttribute("hidden"));
    shadow.querySelector("button")?.addEventListener("click", () => this.#close());
    shadow.addEventListener("keydown", (event) => {
      if (event instanceof KeyboardEvent && event.key === "Escape") this.#close();
    });
    document.body.prepend(host);
    return host;
  }
}
