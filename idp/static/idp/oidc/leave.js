// Signing out: the page has loaded once every frame in it has, so all were told, and it goes on. Where one hangs, it goes on
// without: a browser counts the seconds of a refresh only from when a page has loaded.
const onward = document.querySelector("a[data-onward]");
if (onward instanceof HTMLAnchorElement) {
    const late = setTimeout(() => onward.click(), Number(onward.dataset.onward) * 1000);
    addEventListener("load", () => {
        clearTimeout(late);
        onward.click();
    }, { once: true });
}
