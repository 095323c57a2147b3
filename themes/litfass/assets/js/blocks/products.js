// A row of products: buttons that turn it on by what is seen of it. It scrolls by touch, wheel and keyboard without them.

for (const row of document.querySelectorAll("[data-row]")) {
  const strip = row.querySelector(".row-strip");
  const turn = row.querySelector(".row-turn");
  if (!(strip instanceof HTMLElement) || !(turn instanceof HTMLElement)) continue;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const buttons = [...turn.querySelectorAll("button")];
  const draw = () => {
    const end = strip.scrollWidth - strip.clientWidth;
    turn.hidden = end <= 1;
    for (const button of buttons) {
      const at = button.dataset.turn === "1" ? strip.scrollLeft >= end - 1 : strip.scrollLeft <= 1;
      button.setAttribute("aria-disabled", String(at));
    }
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const left = strip.clientWidth * 0.9 * Number(button.dataset.turn);
      strip.scrollBy({ left, behavior: still.matches ? "auto" : "smooth" });
    });
  }
  strip.addEventListener("scroll", draw, { passive: true });
  new ResizeObserver(draw).observe(strip);
}
