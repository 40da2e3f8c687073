// Codes that are shown once are printed, or saved as a text file, each on a line of its own.
for (const part of document.querySelectorAll("[data-keep]")) {
  const lines = [...part.querySelectorAll("[data-code] > li")].map((line) => line.textContent);
  const whose = document.querySelector("[data-whose]").textContent;
  const text = [document.title, whose, "", ...lines, ""].join("\r\n");

  const print = part.querySelector("[data-print]");
  print.hidden = false;
  print.addEventListener("click", () => window.print());

  const save = part.querySelector("[data-save]");
  save.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  save.download = part.dataset.keep;
  save.hidden = false;
}
