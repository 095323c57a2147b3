// Pictures seen large: what leads to a picture's largest file opens it in a dialog instead, among the others of its
// block. The strip scrolls by touch, the buttons and the arrow keys; the browser keeps the focus in and gives it back.

const PICTURE = "a.plate-picture";

for (const block of document.querySelectorAll("[data-plates]")) {
  const links = [...block.querySelectorAll(PICTURE)];
  const template = block.querySelector("template[data-lightbox]");
  if (!(block instanceof HTMLElement) || !(template instanceof HTMLTemplateElement)) continue;
  for (const link of links) link.setAttribute("aria-haspopup", "dialog");
  /** @type {((index: number) => void) | undefined} */
  let open;
  block.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest(PICTURE) : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open ??= lightbox(block, links, template);
    open(links.indexOf(link));
  });
}

/**
 * @param {HTMLElement} block
 * @param {Element[]} links
 * @param {HTMLTemplateElement} template
 * @returns {(index: number) => void} opens the dialog at a picture
 */
function lightbox(block, links, template) {
  const dialog = /** @type {HTMLDialogElement} */ (document.importNode(template.content, true).firstElementChild);
  const strip = /** @type {HTMLElement} */ (dialog.querySelector(".lightbox-strip"));
  const position = /** @type {HTMLElement} */ (dialog.querySelector(".lightbox-position"));
  const movers = [...dialog.querySelectorAll("[data-lightbox-move]")];
  const plates = links.map((link) => plate(block, link));
  let current = 0;
  strip.append(...plates);
  dialog.classList.toggle("lightbox-alone", plates.length < 2);
  block.append(dialog);

  /** @param {number} index */
  const arrived = (index) => {
    current = index;
    position.textContent = (template.dataset.position ?? "")
      .replace("{number}", String(index + 1))
      .replace("{total}", String(plates.length));
    for (const mover of movers) mover.setAttribute("aria-disabled", String(!plates[index + step(mover)]));
  };

  /** @param {number} index @param {ScrollBehavior} behavior */
  const show = (index, behavior) => plates[index]?.scrollIntoView({ behavior, inline: "start", block: "nearest" });

  /** @param {number} index */
  const move = (index) => {
    if (!plates[index]) return;
    arrived(index);
    show(index, matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth");
  };

  const seen = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) arrived(plates.indexOf(/** @type {HTMLElement} */ (entry.target)));
      }
    },
    { root: strip, threshold: 0.6 },
  );
  for (const one of plates) seen.observe(one);

  dialog.addEventListener("click", ({ target }) => {
    if (!(target instanceof Element)) return;
    const mover = target.closest("[data-lightbox-move]");
    if (mover) move(current + step(mover));
    else if (target.closest("[data-lightbox-close]") || plates.includes(/** @type {HTMLElement} */ (target))) dialog.close();
  });
  dialog.addEventListener("keydown", (event) => {
    const keys = { ArrowLeft: current - 1, ArrowRight: current + 1, Home: 0, End: plates.length - 1 };
    const wanted = keys[/** @type {keyof typeof keys} */ (event.key)];
    if (wanted === undefined) return;
    event.preventDefault();
    move(wanted);
  });

  return (index) => {
    dialog.showModal();
    arrived(index);
    show(index, "instant");
  };
}

/** @param {Element} mover */
const step = (mover) => Number(mover.getAttribute("data-lightbox-move"));

/** @param {HTMLElement} block @param {Element} link @returns {HTMLElement} a copy of the picture with its words */
function plate(block, link) {
  const figure = document.createElement("figure");
  figure.className = "lightbox-plate";
  const picture = /** @type {Element} */ ((link.querySelector("picture") ?? link.children[0])?.cloneNode(true));
  for (const part of picture.querySelectorAll("[sizes]")) part.setAttribute("sizes", "100vw");
  figure.append(picture);
  const words = link.parentElement?.querySelector("figcaption") ?? block.querySelector(":scope > figcaption");
  if (words) figure.append(words.cloneNode(true));
  for (const named of figure.querySelectorAll("[id]")) named.removeAttribute("id");
  return figure;
}

export {};
