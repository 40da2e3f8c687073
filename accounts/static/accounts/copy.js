// Copies what stands beside a button, and says so. Where a browser lets no page write to its clipboard, it is selected.
async function write(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Not allowed, or no clipboard at all: over plain http a browser gives none.
    return false;
  }
}

async function copy(part) {
  const text = part.querySelector("[data-code]");
  getSelection()?.selectAllChildren(text);
  // Several codes are a line each, without what indents them here; a file stays as it is.
  const isFile = text.closest("pre") !== null;
  const words = text.textContent.trim();
  const isCopied = await write(isFile ? words : words.replaceAll(/\s*\n\s*/g, "\n"));
  part.querySelector("[data-copied]").hidden = !isCopied;
  part.querySelector("[data-selected]").hidden = isCopied;
}

for (const part of document.querySelectorAll("[data-copy]")) {
  const button = part.querySelector("button");
  button.hidden = false;
  button.addEventListener("click", () => copy(part));
}
