/** A window that an app opened, or another browser on an iPhone: the app is opened where it can stay, and nothing is done here. */

import { copying } from "../ui/copying.js";
import { el } from "../ui/dom.js";
import { foot, screen } from "../ui/frame.js";
import { gettext, interpolate } from "../ui/texts.js";

/** `app` is whose window it is, "" when that is not known. The address keeps its code. */
export function openElsewhere(_app, { kind, app, isIos }) {
  const link = location.href;
  return screen(
    isIos ? gettext("Open this in Safari") : gettext("Open this in your browser"),
    el("p", {}, whyNotHere(kind, app)),
    el("p", {}, isIos ? gettext("Copy the link, open Safari, and paste it there:") : gettext("If the button below does nothing, copy the link and paste it into your browser:")),
    copying(link, gettext("Copy the link"), { isMain: isIos }),
    isIos ? null : foot(el("a", { class: "button button-wide", href: intentOf(link) }, gettext("Open in the browser"))),
  );
}

function whyNotHere(kind, app) {
  if (kind === "other_browser") {
    return gettext("On an iPhone or iPad, Handslag comes onto the Home Screen from Safari. Nothing was used up here.");
  }
  const named = gettext("%(app)s has opened this page in a window of its own, where Handslag cannot stay. Nothing was used up here.");
  if (app) return interpolate(named, { app });
  return gettext("Another app has opened this page in a window of its own, where Handslag cannot stay. Nothing was used up here.");
}

// Android opens it in whatever browser its person uses.
function intentOf(link) {
  const { protocol, host, pathname, hash } = new URL(link);
  const scheme = protocol.slice(0, -1);
  return `intent://${host}${pathname}${hash}#Intent;scheme=${scheme};action=android.intent.action.VIEW;category=android.intent.category.BROWSABLE;end`;
}
