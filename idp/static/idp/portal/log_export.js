// An export shows how far it has come while it is made. Without this file the browser's own download does.
const LINE_END = 10;
const form = document.querySelector("form[data-export]");

if (form instanceof HTMLFormElement) form.addEventListener("submit", (event) => start(event, form));

/** @param {SubmitEvent} event @param {HTMLFormElement} form */
async function start(event, form) {
  event.preventDefault();
  // As a form is sent: one in parts is for files, and is not taken.
  const fields = new URLSearchParams(/** @type {any} */ (new FormData(form, event.submitter)));
  show(form, "[data-finished]", false);
  show(form, "[data-broken]", false);
  show(form, "[data-progress]", true);
  enable(form, false);
  try {
    const answer = await fetch(location.href, { method: "POST", body: fields });
    // Asked to prove themselves first: the page that asks takes over.
    if (!answer.headers.get("Content-Disposition")) return location.reload();
    save(await read(answer, form), nameOf(answer));
    show(form, "[data-finished]", true);
  } catch {
    show(form, "[data-broken]", true);
  }
  show(form, "[data-progress]", false);
  enable(form, true);
}

/** Reads it part by part, and counts its lines. @param {Response} answer @param {HTMLFormElement} form */
async function read(answer, form) {
  const parts = [];
  let lines = 0;
  for (const reader = answer.body?.getReader(); reader; ) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    lines += value.filter((byte) => byte === LINE_END).length;
    tell(form, lines);
  }
  return new Blob(parts, { type: answer.headers.get("Content-Type") ?? "" });
}

/** @param {HTMLFormElement} form @param {number} lines */
function tell(form, lines) {
  const [bar, done] = [form.querySelector("progress"), form.querySelector("[data-done]")];
  if (bar) bar.value = Math.min(lines, bar.max);
  if (done) done.textContent = String(lines);
}

/** @param {Blob} file @param {string} name */
function save(file, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** @param {Response} answer */
function nameOf(answer) {
  return /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? "";
}

/** @param {HTMLFormElement} form @param {string} which @param {boolean} isShown */
function show(form, which, isShown) {
  const part = form.querySelector(which);
  if (part instanceof HTMLElement) part.hidden = !isShown;
}

/** @param {HTMLFormElement} form @param {boolean} isEnabled */
function enable(form, isEnabled) {
  for (const button of form.querySelectorAll("button")) button.disabled = !isEnabled;
}
