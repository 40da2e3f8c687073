/** Lets Node read the app's own files, `*.js` without a package.json, as the modules that browsers take them for. */

import { register } from "node:module";

const hook = `export const load = (url, context, next) =>
  next(url, url.includes("/static/") ? { ...context, format: "module" } : context);`;

register(`data:text/javascript,${encodeURIComponent(hook)}`);
