// The form of a step says that its answer may be the next page itself. A page that came so takes its own address, which
// its form names: loaded anew, or come back to, it is fetched from there, and nothing is sent once more.
const step = document.querySelector("form[data-step]");
step.addEventListener("formdata", (event) => event.formData.set("at_once", "yes"));
if (step.action !== location.href) history.replaceState(null, "", step.action);
