// The answer to an application that wants it as a form: sent as soon as the page is there; its button does the same.
const answer = document.querySelector("form[data-sends-itself]");
if (answer instanceof HTMLFormElement) answer.requestSubmit();
