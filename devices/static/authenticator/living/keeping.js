/** That the app stays: on the Home Screen, where a browser installs it when asked, and its storage kept. */

/** @type {any} */
let offered = null;

/** Keep the browser's offer to install the app, for the moment when its person wants it. */
export function keepInstallOffer() {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offered = event;
  });
  addEventListener("appinstalled", () => (offered = null));
}

/** Whether the browser would install it now. */
export function canInstall() {
  return offered !== null;
}

/** Ask the browser to install it, from a tap; gives whether the person said yes. An offer is good once. */
export async function install() {
  const offer = offered;
  offered = null;
  await offer.prompt();
  return (await offer.userChoice).outcome === "accepted";
}

/** Whether the browser keeps what is stored until its person erases it. */
export async function isKept() {
  return (await navigator.storage?.persisted?.()) ?? false;
}

/** Whether this browser asks its person about it; the others decide by themselves. */
export function asksPerson() {
  return /\bFirefox\//.test(navigator.userAgent);
}

/** Ask the browser to keep it; gives whether it does. */
export async function askToKeep() {
  return (await navigator.storage?.persist?.()) ?? false;
}
