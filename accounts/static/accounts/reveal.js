// A button that shows what is written in the password fields of a form; they are hidden again when it is sent.
function reveal(button, fields, isShown) {
  for (const field of fields) field.type = isShown ? "text" : "password";
  button.textContent = isShown ? button.dataset.hide : button.dataset.show;
}

for (const form of document.querySelectorAll("form[data-reveal]")) {
  const button = form.querySelector("[data-show]");
  const fields = [...form.querySelectorAll("input[type=password]")];
  button.parentElement.hidden = false;
  button.addEventListener("click", () => reveal(button, fields, fields[0].type === "password"));
  form.addEventListener("submit", () => reveal(button, fields, false));
}
