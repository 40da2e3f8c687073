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
  isError: (browser) => browser.status >= 400,
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
  isError: (browser) => browser.status >= 400,
};
