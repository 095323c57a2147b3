// A page that is loaded again is as its reader left it: scroll position, open details and dialogs, fields, focus.
// Fields are filled before any script of the theme runs, so that it begins with what is chosen.

const KEY = "litfass.preview.reload";

/**
 * @typedef {object} Left
 * @property {string} url
 * @property {[number, number]} scroll
 * @property {[string, boolean][]} open details and dialogs by selector
 * @property {[string, string | boolean][]} fields what is typed or ticked, by selector
 * @property {string} focus
 */

/** Load the page again, and remember what its reader did with it. */
export function reload() {
  const fields = [...document.querySelectorAll("input, select, textarea")].filter(isChanged);
  /** @type {Left} */
  const left = {
    url: location.href,
    scroll: [scrollX, scrollY],
    open: [...document.querySelectorAll("details, dialog")].map((one) => [selector(one), one.hasAttribute("open")]),
    fields: fields.map((field) => [selector(field), value(field)]),
    focus: document.activeElement ? selector(document.activeElement) : "",
  };
  try {
    sessionStorage.setItem(KEY, JSON.stringify(left));
  } catch {
    // nothing can be stored here: the browser itself remembers the scroll position
  }
  location.reload();
}

/** Bring back what was remembered of this page. */
export function restore() {
  const left = remembered();
  if (left?.url !== location.href) return;
  for (const [where, open] of left.open) {
    const one = find(where);
    if (one instanceof HTMLDialogElement && open) one.showModal();
    else if (one instanceof HTMLDetailsElement) one.open = open;
  }
  for (const [where, is] of left.fields) {
    const field = find(where);
    if (field instanceof HTMLInputElement && typeof is === "boolean") field.checked = is;
    else if (isField(field)) field.value = String(is);
  }
  const focused = left.focus && find(left.focus);
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  const scroll = () => scrollTo({ left: left.scroll[0], top: left.scroll[1], behavior: "instant" });
  scroll();
  addEventListener("load", scroll, { once: true });
}

/** @returns {Left | undefined} */
function remembered() {
  try {
    const text = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

/** @param {Element | null} element @returns {element is HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} */
function isField(element) {
  return element instanceof HTMLInputElement || element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement;
}

/** @param {Element} field @returns {boolean} whether the reader has changed it */
function isChanged(field) {
  if (field instanceof HTMLInputElement) {
    if (field.type === "file" || field.type === "hidden") return false;
    return field.checked !== field.defaultChecked || field.value !== field.defaultValue;
  }
  if (field instanceof HTMLSelectElement) return [...field.options].some((one) => one.selected !== one.defaultSelected);
  return field instanceof HTMLTextAreaElement && field.value !== field.defaultValue;
}

/** @param {Element} field @returns {string | boolean} */
function value(field) {
  if (field instanceof HTMLInputElement && /^(checkbox|radio)$/.test(field.type)) return field.checked;
  return isField(field) ? field.value : "";
}

/** @param {string} where @returns {Element | null} */
const find = (where) => document.querySelector(where);

/** @param {Element} element @returns {string} a selector that finds it again: from the nearest id down */
function selector(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  const parent = element.parentElement;
  if (!parent) return ":root";
  const index = [...parent.children].indexOf(element) + 1;
  return `${selector(parent)} > :nth-child(${index})`;
}
