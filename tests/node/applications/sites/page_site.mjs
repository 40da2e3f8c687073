/** A single-page application with oidc-client-ts: three files, and everything else happens in the browser. */

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";

const { ISSUER, ORIGIN, PORT, CLIENT_ID } = process.env;
const LIBRARY = new URL("../../node_modules/oidc-client-ts/dist/browser/oidc-client-ts.min.js", import.meta.url);
const settings = {
  authority: ISSUER,
  client_id: CLIENT_ID,
  redirect_uri: `${ORIGIN}/callback`,
  post_logout_redirect_uri: `${ORIGIN}/bye`,
  scope: "openid profile",
  loadUserInfo: true,
};
const script = `
const manager = new oidc.UserManager(${JSON.stringify(settings)});
const says = (html) => { document.body.innerHTML = html; };
const shows = (user) => {
  says('<p>Signed in as ' + user.profile.preferred_username + '</p><button id="renew">Renew</button>' +
    '<button id="out">Sign out</button><p id="renewed"></p>');
  document.querySelector("#out").onclick = () => manager.signoutRedirect();
  document.querySelector("#renew").onclick = async () => {
    const renewed = await manager.signinSilent();
    document.querySelector("#renewed").textContent = renewed.access_token === user.access_token ? "The same" : "Renewed";
  };
};
async function opened() {
  if (location.pathname === "/bye") return says("<h1>Goodbye</h1>");
  if (location.pathname === "/callback") return shows(await manager.signinCallback());
  says('<a id="in" href="#">Sign in</a>');
  document.querySelector("#in").onclick = () => manager.signinRedirect();
}
opened().catch((error) => says("<p>Failed: " + error.message + "</p>"));
`;
const page =
  '<!DOCTYPE html><html lang="en"><title>A page</title><body></body>' +
  '<script src="/library.js"></script><script src="/own.js"></script></html>';

createServer(async (request, response) => {
  const path = new URL(request.url ?? "/", ORIGIN).pathname;
  const [type, text] =
    path === "/library.js"
      ? ["text/javascript", await readFile(LIBRARY)]
      : path === "/own.js"
        ? ["text/javascript", script]
        : ["text/html", page];
  response.writeHead(200, { "Content-Type": type });
  response.end(text);
}).listen(Number(PORT), "127.0.0.1");
