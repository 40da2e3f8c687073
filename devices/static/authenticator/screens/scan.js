/** Reading a QR code inside the app. */

import { openDecoder } from "../scanning/decoder.js";
import { openScanned } from "../scanning/kinds.js";
import { el } from "../ui/dom.js";
import { foot, screen } from "../ui/frame.js";
import { mainButton, quietButton } from "../ui/parts.js";
import { gettext } from "../ui/texts.js";

const LOOK_MS = 250;

/** Explains first, then asks for the camera; where that was allowed before, it is open at once. */
export function scan(app, { from = "add" }, signal) {
  const video = el("video", { class: "camera", muted: true, playsinline: true, hidden: true });
  const explained = el("p", {}, gettext("The browser will ask to use the camera. The picture stays on this phone and is not kept."));
  const open = mainButton(gettext("Open the camera"), () => look(app, { video, open, explained, signal }));
  isAllowed().then((allowed) => allowed && !signal.aborted && open.click());
  return screen(
    { heading: gettext("Scan the QR code"), back: { text: gettext("Back"), onclick: () => app.open(from) } },
    explained,
    video,
    foot(open, quietButton(gettext("Type the code instead"), () => app.open(from))),
  );
}

async function isAllowed() {
  const asked = await navigator.permissions?.query({ name: "camera" }).catch(() => null);
  return asked?.state === "granted";
}

async function look(app, { video, open, explained, signal }) {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch (problem) {
    // Asked again, it would be no more there than now.
    if (problem.name === "NotFoundError") for (const part of [open, explained]) part.remove();
    return app.say("warn", whyNoCamera(problem));
  }
  const stop = () => {
    for (const track of stream.getTracks()) track.stop();
  };
  if (signal.aborted) return stop();
  signal.addEventListener("abort", stop);
  open.hidden = true;
  video.srcObject = stream;
  video.hidden = false;
  await video.play();
  return watch(app, video, signal);
}

function whyNoCamera({ name }) {
  if (name === "NotAllowedError") {
    return gettext("The camera is not allowed for Handslag. Allow it in the browser's settings for this page, or type the code instead.");
  }
  if (name === "NotFoundError") return gettext("This phone has no camera that the browser can use. Type the code instead.");
  return gettext("The camera could not be used; another app may have it. Close that and try again, or type the code instead.");
}

async function watch(app, video, signal) {
  const read = await openDecoder(app.page.screen.dataset.decoder);
  let last = "";
  while (!signal.aborted) {
    const text = await read(video);
    if (signal.aborted) return;
    // Said once of each: a code that leads nowhere may stay in the picture.
    if (text && text !== last && !openScanned(app, text)) {
      app.say("warn", gettext("This QR code does not belong to this Handslag."));
    }
    last = text || last;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
