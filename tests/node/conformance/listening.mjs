/** The application's own server, at the port that it said. */

import { once } from "node:events";
import { createServer } from "node:http";

const PATIENCE_MS = 20_000;

/** What it is told, once: the headers and the body. */
export async function listening(scene) {
  const server = createServer();
  server.listen(Number(new URL(scene.toldAt).port), "127.0.0.1");
  await once(server, "listening");
  await scene.party.listensAt(scene, new URL(scene.toldAt).origin);
  const told = new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("nothing was told")), PATIENCE_MS).unref();
    server.on("request", async (request, response) => {
      const parts = await request.toArray();
      response.writeHead(200, { "Cache-Control": "no-store" }).end();
      server.close();
      resolve({ headers: request.headers, body: Buffer.concat(parts).toString() });
    });
  });
  return { told };
}
