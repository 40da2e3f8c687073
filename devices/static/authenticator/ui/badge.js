/** The number on the app's icon, where the phone shows one: how many requests wait. */

/** Show how many wait; none takes the number away. */
export function showOnIcon(count) {
  // A phone that shows none for this app says so, and nothing follows from it.
  navigator.setAppBadge?.(count)?.catch(() => {});
}
