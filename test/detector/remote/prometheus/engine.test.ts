import { expect, test } from "vitest";
import { firedNotes } from "../../../../detector/remote/prometheus/engine.ts";

test("an alert that fired twice is named once, with what its first alert said", () => {
  const alerts = [
    { key: 'A{code="500"}', state: "firing", evidence: "burning" },
    { key: 'A{code="500"}', state: "resolved" },
    { key: "B", state: "firing", evidence: "B" },
    { key: 'A{code="500"}', state: "firing", evidence: "still burning" },
  ] as const;

  expect(firedNotes(alerts)).toEqual(['Alert A{code="500"} fired: burning.', "Alert B fired."]);
});

test("after five alerts the others are counted", () => {
  const alerts = Array.from({ length: 7 }, (_, at) => ({ key: `A${at}`, state: "firing" }) as const);

  expect(firedNotes(alerts).slice(4)).toEqual(["Alert A4 fired.", "2 more alerts fired."]);
});
