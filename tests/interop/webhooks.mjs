// Verifies webhooks with the npm library of Standard Webhooks: reads requests, prints what each comes to.
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";

const asked = JSON.parse(readFileSync(0, "utf8"));

function judge({ secret, headers, body }) {
  try {
    return { verified: true, data: new Webhook(secret).verify(body, headers) };
  } catch (error) {
    return { verified: false, why: error.message };
  }
}

const signed = asked.sign.map(({ secret, id, seconds, body }) =>
  new Webhook(secret).sign(id, new Date(seconds * 1000), body),
);
process.stdout.write(JSON.stringify({ judged: asked.verify.map(judge), signed }));
