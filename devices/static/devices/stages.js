// Shows the parts of the page that belong to a stage and hides the others. Every stage is already in the page.

export function showStage(root, stage) {
  if (root.dataset.state === stage) return;
  root.dataset.state = stage;
  const focused = document.activeElement;
  for (const part of root.querySelectorAll("[data-stage]")) {
    part.hidden = !part.dataset.stage.split(" ").includes(stage);
  }
  const shown = root.querySelector(`[data-stage="${CSS.escape(stage)}"][data-title]`);
  if (!shown) return;
  document.title = `${shown.dataset.title} · Handslag`;
  // What has the focus may just have been hidden (the browser notices only when it paints): a keyboard goes on from
  // the news, not from the foot of the page.
  if (root.contains(focused) && focused?.closest("[hidden]")) {
    shown.tabIndex = -1;
    shown.focus({ preventScroll: true });
  }
}
