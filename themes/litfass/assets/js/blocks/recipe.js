// A recipe for more or fewer: the amounts follow the number of servings. What is written stands as it was written
// for the number it was written for; without this script, always.

/** Fractions that a measuring spoon has. @type {[number, string][]} */
const FRACTIONS = [[0, ""], [1 / 4, "¼"], [1 / 3, "⅓"], [1 / 2, "½"], [2 / 3, "⅔"], [3 / 4, "¾"], [1, ""]];
const FEW = 10;

for (const recipe of document.querySelectorAll("[data-recipe]")) {
  const field = recipe.querySelector("[data-recipe-servings]");
  const count = recipe.querySelector("[data-recipe-count]");
  const amounts = [...recipe.querySelectorAll(".recipe-ingredients data")].filter((one) => one instanceof HTMLDataElement);
  if (!(field instanceof HTMLInputElement) || !(count instanceof HTMLElement) || !amounts.length) continue;
  const language = recipe.closest("[lang]")?.getAttribute("lang") ?? "en";
  const written = new Map(amounts.map((one) => [one, one.textContent]));
  const servings = Number(field.defaultValue);
  field.hidden = false;
  count.hidden = true;
  field.addEventListener("input", () => {
    if (!field.validity.valid || !field.value) return;
    count.textContent = field.value;
    const times = field.valueAsNumber / servings;
    for (const one of amounts) {
      const measured = one.classList.contains("measured");
      const scaled = times === 1 ? written.get(one) : (measured ? weight : pieces)(Number(one.value) * times, language);
      one.textContent = scaled ?? "";
    }
  });
}

/** @param {number} value @param {string} language @returns {string} grams and litres, no finer than a scale shows */
function weight(value, language) {
  const rounded = value >= 100 ? Math.round(value / 5) * 5 : Number(value.toPrecision(2));
  return new Intl.NumberFormat(language, { maximumFractionDigits: 3 }).format(rounded);
}

/** @param {number} value @param {string} language @returns {string} spoons and pieces: halves, thirds and quarters */
function pieces(value, language) {
  const whole = Math.floor(value);
  if (value >= FEW) return new Intl.NumberFormat(language).format(Math.round(value));
  const rest = value - whole;
  const [nearest, sign] = FRACTIONS.reduce((best, next) => (Math.abs(next[0] - rest) < Math.abs(best[0] - rest) ? next : best));
  const full = whole + (nearest === 1 ? 1 : 0);
  if (!full && !sign) return "⅛";
  return full && sign ? `${full}\u00a0${sign}` : sign || String(full);
}

if (document.querySelector("[data-recipe] [data-outfit]")) await import("./outfit.js");

export {};
