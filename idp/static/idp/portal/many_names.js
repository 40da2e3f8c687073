// Names beyond what one form may bring stay in their field: what a server refuses unread would be lost.
for (const part of document.querySelectorAll("[data-too-much]")) {
  const field = part.querySelector("textarea");
  const most = Number(field.dataset.most);

  const look = () => {
    const size = new URLSearchParams({ people: field.value }).toString().length;
    field.setCustomValidity(size > most ? part.dataset.tooMuch : "");
  };
  field.addEventListener("input", look);
  look();
}
