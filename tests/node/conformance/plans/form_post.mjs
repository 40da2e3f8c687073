/** Form post (oidcc-formpost-basic-certification-test-plan): the same cases, answered by a form that sends itself. */

export { cases } from "./basic.mjs";
export const everywhere = { response_mode: "form_post" };
