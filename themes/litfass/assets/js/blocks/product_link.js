// The small card at a product's name opens by CSS, on hover and focus. Escape closes it, without moving either
// (WCAG 1.4.13); it may open again once both have left.

document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  for (const open of document.querySelectorAll(".mention:is(:hover, :focus-within)")) open.classList.add("is-closed");
});
for (const mention of document.querySelectorAll(".mention")) {
  for (const leaving of ["mouseleave", "focusout"]) {
    mention.addEventListener(leaving, () => mention.classList.remove("is-closed"));
  }
}
