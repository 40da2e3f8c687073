/** Reading the QR code inside the app, where the browser can. */

import { codeIn } from "../enrol.js";
import { el } from "../ui/dom.js";
import { mainButton, quietButton, screen } from "../ui/parts.js";
import { gettext } from "../ui/texts.js";

const LOOK_MS = 250;

/** Explains first, then asks for the camera. */
export function scan(app, _details, signal) {
  const video = el("video", { class: "camera", muted: true, playsinline: true, hidden: true });
  const open = mainButton(gettext("Open the camera"), async () => {
    const isOpen = await look(app, video, signal);
    open.hidden = isOpen;
    if (!isOpen) app.say("warn", gettext("The camera could not be used. Type the code instead."));
  });
  return screen(
    gettext("Scan the QR code"),
    el("p", {}, gettext("The browser will ask to use the camera. The picture stays on this phone and is not kept.")),
    video,
    open,
    quietButton(gettext("Type the code instead"), () => app.route()),
  );
}

async function look(app, video, signal) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).catch(() => null);
  if (!stream) return false;
  signal.addEventListener("abort", () => stream.getTracks().forEach((track) => track.stop()));
  video.srcObject = stream;
  video.hidden = false;
  await video.play();
  watch(app, video, signal);
  return true;
}

function watch(app, video, signal) {
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  const timer = setInterval(async () => {
    const [seen] = await detector.detect(video).catch(() => []);
    if (!seen || signal.aborted) return;
    const code = codeIn(seen.rawValue, app.phone.publicUrl);
    if (code && seen.rawValue.includes("#")) app.step("adding", { code });
    else app.say("warn", gettext("This QR code does not belong to this Handslag."));
  }, LOOK_MS);
  signal.addEventListener("abort", () => clearInterval(timer));
}
