// A page that becomes what it is now on disk. What the server sent before is compared with what it sends now, and only
// the difference is carried over; so what the reader or a script has changed since stays: open details, fields, focus.

/** What scripts set up when the page is loaded, or do not look at again: if it comes or changes, all must run anew. */
const SET_UP = "script:not([type='application/ld+json']), template, form, button, input, select, textarea, dialog, video, audio, iframe, object, embed, canvas";
/** Siblings of which so many changed are not compared one with the other. */
const MOST = 400;

export class Page {
  /** @param {Document} document as the server sent it: no script has run yet */
  constructor(document) {
    /** @type {WeakMap<Node, Node>} from what the server sent to what is shown */
    this.shown = new WeakMap();
    this.sent = /** @type {Element} */ (document.documentElement.cloneNode(true));
    this.#pair(this.sent, document.documentElement);
  }

  /**
   * @param {Document} made the page as it is now
   * @returns {Promise<boolean>} false if that takes loading it again; then nothing has been changed
   */
  async become(made) {
    const after = made.documentElement;
    /** @type {(() => void | Promise<void>)[]} */
    const steps = [];
    /** @type {(() => void)[]} what stays is known by its new names in the end */
    const kept = [];
    try {
      this.#compare(this.sent, after, steps, kept);
    } catch (error) {
      if (error instanceof UnsafeError) return false;
      throw error;
    }
    await Promise.all(steps.map((step) => step()));
    for (const keep of kept) keep();
    this.sent = after;
    return true;
  }

  /** @param {Node} sent @param {Node} shown nodes of equal trees */
  #pair(sent, shown) {
    this.shown.set(sent, shown);
    sent.childNodes.forEach((child, index) => {
      const other = shown.childNodes[index];
      if (other) this.#pair(child, other);
    });
  }

  /** @param {Node} before @param {Node} now the same, sent anew @param {boolean} whole with all that is in it */
  #keep(before, now, whole) {
    const shown = this.shown.get(before);
    if (shown) this.shown.set(now, shown);
    if (whole) before.childNodes.forEach((child, index) => this.#keep(child, /** @type {Node} */ (now.childNodes[index]), true));
  }

  /** @param {Node} before @param {Node} now @param {(() => void | Promise<void>)[]} steps @param {(() => void)[]} kept */
  #compare(before, now, steps, kept) {
    const equal = before.isEqualNode(now);
    kept.push(() => this.#keep(before, now, equal));
    if (equal) return;
    const shown = this.#live(before);
    if (before instanceof Element && now instanceof Element && shown instanceof Element) {
      if (before.matches("script, template, style, textarea") && !before.matches("[type='application/ld+json']") && !isOurs(before)) throw new UnsafeError();
      for (const name of new Set([...before.getAttributeNames(), ...now.getAttributeNames()])) {
        const value = now.getAttribute(name);
        if (before.getAttribute(name) !== value) steps.push(this.#attribute(before, shown, name, value));
      }
      this.#compareChildren(before, now, shown, steps, kept);
    } else {
      const text = now.nodeValue;
      steps.push(() => {
        shown.nodeValue = text;
      });
    }
  }

  /** @param {Element} before @param {Element} now @param {Element} shown @param {(() => void | Promise<void>)[]} steps @param {(() => void)[]} kept */
  #compareChildren(before, now, shown, steps, kept) {
    /** @type {Node | null} in front of which new ones come */
    let next = null;
    for (const [old, fresh] of matched([...before.childNodes], [...now.childNodes]).reverse()) {
      const place = next;
      const there = old && this.#live(old);
      if (there && there.parentNode !== shown) throw new UnsafeError(); // a script has put it elsewhere
      if (old && fresh) {
        this.#compare(old, fresh, steps, kept);
        next = there ?? null;
      } else if (there) {
        steps.push(() => void there.parentNode?.removeChild(there));
      } else if (fresh) {
        const come = inserted(fresh);
        this.#pair(fresh, come);
        steps.push(() => void shown.insertBefore(come, place ?? last(shown)));
        next = come;
      }
    }
  }

  /**
   * @param {Element} before @param {Element} shown @param {string} name @param {string | null} value
   * @returns {() => void | Promise<void>}
   */
  #attribute(before, shown, name, value) {
    if (isOurs(before)) return () => {};
    if (name === "href" && value !== null && before.matches("link[rel=stylesheet]")) {
      return async () => void this.shown.set(before, await exchanged(/** @type {HTMLLinkElement} */ (shown), value));
    }
    // What a page says of itself is read where it is used; what an element says, perhaps when the page is loaded.
    const hook = name.startsWith("data-") && before.localName !== "body";
    if (hook || name.startsWith("on") || before.matches("script, link[rel=modulepreload]")) throw new UnsafeError();
    return () => {
      if (value === null) shown.removeAttribute(name);
      else shown.setAttribute(name, value);
    };
  }

  /** @param {Node} sent @returns {Node} what is shown of it */
  #live(sent) {
    const shown = this.shown.get(sent);
    if (!shown?.isConnected) throw new UnsafeError(); // a script has taken it away
    return shown;
  }
}

/** The page must be loaded again: a script would not notice the difference. */
class UnsafeError extends Error {}

/** @param {Element} element @returns {boolean} whether it is the preview's own script, which names its version */
const isOurs = (element) => element.matches("script[src*='/_litfass/live.js']");

/** @param {Element} parent @returns {Node | null} the preview's own bar, which stays the last */
const last = (parent) => parent.querySelector(":scope > litfass-preview");

/** @param {Node} fresh @returns {Node} for the page */
function inserted(fresh) {
  if (fresh instanceof Element) {
    for (const one of [fresh, ...fresh.querySelectorAll("*")]) {
      const hooks = one.getAttributeNames().some((name) => name.startsWith("data-") || name.startsWith("on"));
      if (hooks || one.matches(SET_UP) || one.localName.includes("-")) throw new UnsafeError();
    }
  }
  return document.importNode(fresh, true);
}

/** @param {HTMLLinkElement} link a style sheet, in force until the new one is there @param {string} href */
async function exchanged(link, href) {
  const fresh = /** @type {HTMLLinkElement} */ (link.cloneNode());
  fresh.href = href;
  const ready = new Promise((resolve) => {
    fresh.addEventListener("load", resolve, { once: true });
    fresh.addEventListener("error", resolve, { once: true });
  });
  link.after(fresh);
  await ready;
  link.remove();
  return fresh;
}

/**
 * @param {ChildNode[]} before @param {ChildNode[]} now
 * @returns {[ChildNode | undefined, ChildNode | undefined][]} which became which, in their order; what stands alone
 * has gone or come
 */
function matched(before, now) {
  let first = 0;
  let end = 0;
  const most = Math.min(before.length, now.length);
  while (first < most && equal(before[first], now[first])) first++;
  while (end < most - first && equal(before.at(-1 - end), now.at(-1 - end))) end++;
  /** @type {[ChildNode | undefined, ChildNode | undefined][]} */
  const pairs = before.slice(0, first).map((one, index) => [one, now[index]]);
  pairs.push(...between(before.slice(first, before.length - end), now.slice(first, now.length - end)));
  for (let index = end; index > 0; index--) pairs.push([before.at(-index), now.at(-index)]);
  return pairs;
}

/** @param {ChildNode | undefined} one @param {ChildNode | undefined} other */
const equal = (one, other) => Boolean(one && other?.isEqualNode(one));

/**
 * @param {ChildNode[]} before @param {ChildNode[]} now
 * @returns {[ChildNode | undefined, ChildNode | undefined][]} the longest common part stays; what lies between two of
 * its nodes becomes what lies there now, while the kind of node is the same
 */
function between(before, now) {
  if (before.length * now.length > MOST * MOST) throw new UnsafeError();
  const length = lengths(before, now);
  /** @type {[ChildNode | undefined, ChildNode | undefined][]} */
  const pairs = [];
  /** @type {ChildNode[]} */
  let gone = [];
  /** @type {ChildNode[]} */
  let come = [];
  const settle = () => {
    pairs.push(...alike(gone, come));
    gone = [];
    come = [];
  };
  let row = 0;
  let column = 0;
  while (row < before.length || column < now.length) {
    const [old, fresh] = [before[row], now[column]];
    if (old && fresh && equal(old, fresh)) {
      settle();
      pairs.push([old, fresh]);
      row++;
      column++;
    } else if (fresh && (!old || (length[row]?.[column + 1] ?? 0) >= (length[row + 1]?.[column] ?? 0))) {
      come.push(fresh);
      column++;
    } else if (old) {
      gone.push(old);
      row++;
    }
  }
  settle();
  return pairs;
}

/** @param {ChildNode[]} before @param {ChildNode[]} now @returns {number[][]} how long the common part of the rests is */
function lengths(before, now) {
  const table = Array.from({ length: before.length + 1 }, () => new Array(now.length + 1).fill(0));
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = now.length - 1; column >= 0; column--) {
      const same = equal(before[row], now[column]);
      /** @type {number[]} */ (table[row])[column] = same
        ? 1 + table[row + 1]?.[column + 1]
        : Math.max(table[row + 1]?.[column] ?? 0, table[row]?.[column + 1] ?? 0);
    }
  }
  return table;
}

/** @param {ChildNode[]} gone @param {ChildNode[]} come @returns {[ChildNode | undefined, ChildNode | undefined][]} */
function alike(gone, come) {
  const same = gone.findIndex((old, index) => old.nodeName !== come[index]?.nodeName);
  const count = same < 0 ? gone.length : same;
  return [
    ...gone.slice(0, count).map((old, index) => /** @type {[ChildNode, ChildNode | undefined]} */ ([old, come[index]])),
    ...gone.slice(count).map((old) => /** @type {[ChildNode, undefined]} */ ([old, undefined])),
    ...come.slice(count).map((fresh) => /** @type {[undefined, ChildNode]} */ ([undefined, fresh])),
  ];
}
