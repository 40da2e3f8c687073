// Says how far a job is while it goes on, and shows the page anew when it has gone on to something else.
const LOOKS_EVERY_MS = 2000;
const part = document.querySelector("[data-progress]");

async function look() {
  try {
    const answer = await fetch(part.dataset.progress, { headers: { Accept: "application/json" } });
    // Whoever must show again who they are is told so by the page itself.
    if (!answer.ok || answer.redirected) return location.reload();
    const job = await answer.json();
    if (!job.is_under_way || job.stage !== part.dataset.stage) return location.reload();
    part.querySelector("progress").value = job.percent;
    part.querySelector("[role=status]").textContent = job.words;
  } catch {
    // The network is away for a moment: the next look tells.
  }
  setTimeout(look, LOOKS_EVERY_MS);
}

setTimeout(look, LOOKS_EVERY_MS);
