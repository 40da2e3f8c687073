/** Reading QR codes out of a camera's picture: by the browser where it can, else by a library that is loaded then. */

const WIDEST = 640;

/** A function that gives the text of the QR code a video shows now, "" for none. `library` is where jsQR is. */
export async function openDecoder(library) {
  return (await isBuiltIn()) ? builtIn() : byLibrary(library);
}

async function isBuiltIn() {
  if (!("BarcodeDetector" in globalThis)) return false;
  const formats = await BarcodeDetector.getSupportedFormats().catch(() => null);
  return formats?.includes("qr_code") ?? false;
}

function builtIn() {
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  return async (video) => (await detector.detect(video).catch(() => []))[0]?.rawValue ?? "";
}

async function byLibrary(library) {
  await import(library);
  const { jsQR } = globalThis;
  const canvas = document.createElement("canvas");
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  return async (video) => {
    if (!video.videoWidth) return "";
    const scale = Math.min(1, WIDEST / video.videoWidth);
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
    return jsQR(data, width, height)?.data ?? "";
  };
}
