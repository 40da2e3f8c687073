/** QR codes in pictures, where the browser reads them. */

/** Whether it does. */
export function canReadPictures() {
  return "BarcodeDetector" in globalThis && "createImageBitmap" in globalThis;
}

/** What the QR codes in a picture say; nothing when there is none, or it is no picture. */
export async function textsIn(file) {
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return [];
  const seen = await new BarcodeDetector({ formats: ["qr_code"] }).detect(picture).catch(() => []);
  picture.close();
  return seen.map(({ rawValue }) => rawValue);
}
