// The app's scripts are modules, though their names end in .js, as a browser wants them.

export function load(url, context, next) {
  return next(url, url.includes("/devices/static/") ? { ...context, format: "module" } : context);
}
