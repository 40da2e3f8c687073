/** The two that are tried: what differs is how somebody signs in, and how signing out is confirmed. */

/** Ours: a username, then the password; whoever is asked anew writes the password alone. */
export const OURS = {
  async proceeds(scene, browser) {
    if (browser.has("password")) return browser.sends("password", { password: scene.password });
    if (browser.has("username")) {
      await browser.sends("username", { username: scene.username });
      return browser;
    }
    // The phone is offered first; this suite signs in by password.
    if (browser.path.startsWith("/sign-in/phone/")) return browser.opens("/sign-in/password/");
    throw new Error(`no way on from ${browser.path}`);
  },
  isAskedToSignOut: (browser) => browser.path.includes("/log-out"),
  signsOut: (browser) => browser.presses(browser.forms.find(({ action }) => action.includes("/confirm")).action),
  /** The phone is a real one; the answer is on its way once this has ended. */
  phoneAnswers: (scene, isYes) => scene.act(isYes ? "approve" : "deny"),
  /** Our worker tells servers what has ended; a test's own stands in for that of an application. */
  async listensAt(scene, address) {
    await scene.act("listen", { address });
  },
  tells: (scene) => scene.act("tell"),
};

/** The control: a login is anything, then it is asked what the application may know. */
export const CONTROL = {
  async proceeds(scene, browser) {
    if (browser.has("login")) return browser.sends("login", { login: scene.username, password: scene.password });
    if (browser.has("prompt")) return browser.sends("prompt");
    throw new Error(`no way on from ${browser.path}`);
  },
  isAskedToSignOut: (browser) => browser.has("xsrf"),
  signsOut: (browser) => browser.sends("xsrf", { logout: "yes" }),
  phoneAnswers: async () => undefined,
  listensAt: async () => undefined,
  tells: async () => undefined,
};
