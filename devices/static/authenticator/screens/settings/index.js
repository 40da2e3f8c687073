/** Every section of Settings, by the name in its address; each says itself where in the list it stands (`order`). */

export { about } from "./about.js";
export { codes } from "./codes.js";
export { erase } from "./erase.js";
export { language } from "./language.js";
export { locks } from "./locks.js";
export { log } from "./log.js";
export { move } from "./move.js";
export { notifications } from "./notifications.js";
export { registration } from "./registration.js";
export { storage } from "./storage.js";
