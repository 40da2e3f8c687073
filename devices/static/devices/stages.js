// Shows the parts of the page that belong to a stage and hides the others. Every stage is already in the page.

export function showStage(root, stage) {
  if (root.dataset.state === stage) return;
  root.dataset.state = stage;
  const hadFocus = root.contains(document.activeElement);
  for (const part of root.querySelectorAll("[data-stage]")) {
    part.hidden = !part.dataset.stage.split(" ").includes(stage);
  }
  const shown = root.querySelector(`[data-stage="${CSS.escape(stage)}"][data-title]`);
  if (!shown) return;
  document.title = `${shown.dataset.title} · Handslag`;
  // What had the focus may just have been hidden: a keyboard goes on from the news, not from the top.
  if (hadFocus && document.activeElement === document.body) {
    shown.tabIndex = -1;
    shown.focus({ preventScroll: true });
  }
}
