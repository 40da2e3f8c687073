// A button that shows what is written in a password field, and hides it again; it is hidden when the form is sent.
function reveal(part, isShown) {
  const button = part.querySelector("[data-show]");
  part.querySelector("input").type = isShown ? "text" : "password";
  button.textContent = isShown ? button.dataset.hide : button.dataset.show;
}

for (const part of document.querySelectorAll("[data-reveal]")) {
  const button = part.querySelector("[data-show]");
  button.hidden = false;
  button.addEventListener("click", () => reveal(part, part.querySelector("input").type === "password"));
  part.closest("form").addEventListener("submit", () => reveal(part, false));
}
