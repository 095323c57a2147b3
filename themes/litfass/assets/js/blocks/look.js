// A picture with marks: a mark opens its product beside itself, a copy of the one in the list below. Without this a mark
// is a link to that one. Escape, a click beside it and its button close it, and the keyboard is back at the mark.

for (const look of document.querySelectorAll("[data-look]")) {
  for (const mark of look.querySelectorAll("a.look-mark")) {
    mark.setAttribute("aria-haspopup", "dialog");
    mark.addEventListener("click", (event) => {
      const product = document.getElementById(mark.getAttribute("href")?.slice(1) ?? "")?.querySelector(".product");
      if (!(event instanceof MouseEvent) || event.ctrlKey || event.metaKey || event.shiftKey || !product) return;
      event.preventDefault();
      if (look instanceof HTMLElement && mark instanceof SVGAElement) openBeside(look, mark, product);
    });
  }
}

/** @param {HTMLElement} look @param {SVGAElement} mark @param {Element} product */
function openBeside(look, mark, product) {
  const dialog = document.createElement("dialog");
  const close = document.createElement("button");
  dialog.className = "look-open";
  dialog.setAttribute("aria-label", mark.getAttribute("aria-label") ?? "");
  close.className = "look-close";
  close.type = "button";
  close.setAttribute("aria-label", look.dataset.close ?? "");
  dialog.append(close, copy(product));
  look.append(dialog);
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog || target === close) dialog.close();
  });
  dialog.addEventListener("submit", () => dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    mark.removeAttribute("aria-expanded");
    mark.focus({ preventScroll: true });
  });
  mark.setAttribute("aria-expanded", "true");
  dialog.style.top = `${scrollY}px`; // within the window from the start: what is focused is scrolled to
  dialog.showModal();
  place(dialog, mark);
}

/** @param {Element} product @returns {Node} the same, with ids of its own: labels find their fields by them */
function copy(product) {
  const twin = /** @type {Element} */ (product.cloneNode(true));
  for (const name of ["id", "for", "aria-labelledby"]) {
    for (const one of twin.querySelectorAll(`[${name}]`)) one.setAttribute(name, `open-${one.getAttribute(name)}`);
  }
  return twin;
}

/** Beside its mark and within the window, where it is no sheet from below. @param {HTMLElement} dialog @param {Element} mark */
function place(dialog, mark) {
  if (getComputedStyle(dialog).position !== "absolute") {
    dialog.style.top = "";
    return;
  }
  const { left, right, top, bottom } = mark.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = dialog;
  const x = right + 8 + width < innerWidth ? right + 8 : left - 8 - width;
  const y = Math.min((top + bottom - height) / 2, innerHeight - height - 8);
  dialog.style.left = `${Math.max(8, x) + scrollX}px`;
  dialog.style.top = `${Math.max(8, y) + scrollY}px`;
}
