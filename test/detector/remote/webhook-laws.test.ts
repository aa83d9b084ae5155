import fc from "fast-check";
import { expect, test } from "vitest";
import { acceptedBodies, readBody } from "../../../detector/remote/payload/payload.ts";
import { listeningWebhook } from "./listening-webhook.ts";

const words = fc.constantFrom(
  "alerts",
  "status",
  "state",
  "severity",
  "labels",
  "annotations",
  "ruleName",
  "text",
  "blocks",
  "attachments",
  "atIndex",
  "tags",
  "__proto__",
);
const { tree } = fc.letrec((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom("firing", "resolved", "alerting", "error", "", null, true, -1, 1e308),
    fc.string({ unit: "binary" }),
    fc.double(),
  ),
  tree: fc.oneof(
    { maxDepth: 5 },
    tie("leaf"),
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(words, tie("tree"), { maxKeys: 5 }),
  ),
}));

test("reading any body does not throw and gives only valid alerts", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        fc.string(),
        tree.map((value) => JSON.stringify(value)),
      ),
      (text) => {
        const reading = readBody(text);

        const alerts = reading.kind === "alerts" ? reading.alerts : [];
        for (const { severity, state, key } of alerts) {
          expect(["warning", "error"]).toContain(severity);
          expect(["firing", "resolved"]).toContain(state);
          expect(key).not.toBe("");
        }
      },
    ),
    { numRuns: 2000 },
  );
});

test.for([
  ["[".repeat(400_000) + "]".repeat(400_000)],
  [`{"text":${"[".repeat(400_000)}${"]".repeat(400_000)}}`],
  [`{"severity":${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}`],
] as const)("an extremely nested body is refused: %#", ([text]) => {
  expect(readBody(text).kind).toMatch(/mistakes|unknown/);
});

const types = fc.constantFrom("application/json", "application/json; charset=latin1", "text/plain", "a/b");
const bodies = fc.oneof(
  fc.json(),
  fc.string(),
  fc.uint8Array().map((bytes) => Buffer.from(bytes).toString("latin1")),
  tree.map((value) => JSON.stringify(value)),
  fc.jsonValue().map((alerts) => JSON.stringify({ alerts })),
  fc.jsonValue().map((text) => JSON.stringify({ text, state: text })),
);

test("any post is either accepted or refused with a list of the accepted bodies", async () => {
  const { post, errors } = await listeningWebhook();
  const anyError: unknown = expect.any(String);
  const anyCount: unknown = expect.any(Number);

  await fc.assert(
    fc.asyncProperty(bodies, types, async (body, type) => {
      const answer = await post(body, { "content-type": type });

      const expected =
        answer.status === 202 ? { accepted: anyCount } : { error: anyError, accepts: acceptedBodies };
      expect([202, 400, 415, 422]).toContain(answer.status);
      expect(await answer.json()).toEqual(expected);
    }),
    { numRuns: 500 },
  );
  expect(errors).toEqual([]);
});
