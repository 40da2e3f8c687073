// Tells the browser, where it listens, which passkeys still count here: it stops offering the others.
const mine = document.querySelector("[data-passkey-signals]")?.dataset;
const unknown = document.querySelector("[data-passkey-unknown]")?.dataset;

function tell(signal, what) {
  // A browser that keeps no passkeys has nothing to change, and may say so by an exception.
  globalThis.PublicKeyCredential?.[signal]?.(what)?.catch(() => {});
}

if (mine) {
  const { rpId, userId } = mine;
  const allAcceptedCredentialIds = mine.credentialIds.split(" ").filter(Boolean);
  tell("signalAllAcceptedCredentials", { rpId, userId, allAcceptedCredentialIds });
  tell("signalCurrentUserDetails", { rpId, userId, name: mine.username, displayName: mine.displayName });
}

if (unknown) tell("signalUnknownCredential", { rpId: unknown.rpId, credentialId: unknown.passkeyUnknown });
