/** An Express application with express-openid-connect, as its manual has it. */

import express from "express";
import { auth } from "express-openid-connect";

const { ISSUER, ORIGIN, PORT, CLIENT_ID, CLIENT_SECRET } = process.env;
const page = (said) => `<!DOCTYPE html><html lang="en"><title>Express</title>${said}</html>`;

const app = express();
app.use(
  auth({
    issuerBaseURL: ISSUER,
    baseURL: ORIGIN,
    clientID: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    secret: "kept by this server of a test alone",
    idTokenSigningAlg: "ES256",
    authRequired: false,
    idpLogout: true,
    routes: { postLogoutRedirect: `${ORIGIN}/bye` },
    authorizationParams: { response_type: "code", scope: "openid profile" },
  }),
);
app.get("/", async (request, response) => {
  if (!request.oidc.isAuthenticated()) return response.send(page('<a href="/login">Sign in</a>'));
  const told = await request.oidc.fetchUserInfo();
  const who = `<p>Signed in as ${told.preferred_username}</p>`;
  return response.send(page(`${who}<a href="/logout">Sign out</a>`));
});
app.get("/bye", (_request, response) => response.send(page("<h1>Goodbye</h1>")));
app.listen(Number(PORT), "127.0.0.1");
