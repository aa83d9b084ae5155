import fc from "fast-check";
import { expect, test } from "vitest";

import { detectors, findDetector, formatDetectorSpec, parseDetectorSpec } from "../../detector/registry.ts";

const known =
  "knn, knn-original, threshold, guard, focus, cusum, ewma, shewhart, page-hinkley, error-rate, open-age, silence, login-rules, login-guard";

test("every detector is found by its name, and no two share one", () => {
  const names = detectors.map(({ name }) => name);

  expect(names).toEqual(known.split(", "));
  expect(names.map((name) => findDetector(name).name)).toEqual(names);
});

test.for([
  ["tresholt", `Did you mean "threshold"? Detectors here: ${known}.`],
  ["lstm", `Detectors here: ${known}.`],
  ["python3 mine.py", `For a program use --detector "cmd:python3 mine.py". Detectors here: ${known}.`],
] as const)("an unknown detector %s is refused: %s", ([name, advice]) => {
  const attempt = () => findDetector(name);

  expect(attempt).toThrow(
    expect.objectContaining({
      kind: "usage",
      code: "UNKNOWN_DETECTOR",
      message: `There is no detector called "${name}".`,
      advice,
    }),
  );
});

test.for([
  ["knn", { name: "knn", options: {} }],
  ["knn:warning=0.1,error=0.3", { name: "knn", options: { warning: "0.1", error: "0.3" } }],
  ["webhook:url=http://x/?a=b", { name: "webhook", options: { url: "http://x/?a=b" } }],
] as const)("%s is understood", ([spec, expected]) => {
  expect(parseDetectorSpec(spec)).toEqual(expected);
});

test.for([
  ["", "names no detector"],
  [":k=1", "names no detector"],
  ["knn:", 'has "" where key=value belongs'],
  ["knn:k", 'has "k" where key=value belongs'],
  ["knn:k=", 'has "k=" where key=value belongs'],
  ["knn:=1", 'has "=1" where key=value belongs'],
  ["knn:k=1,", 'has "" where key=value belongs'],
  ["knn:k=1,k=2", "gives k twice"],
] as const)("%j is refused: it %s", ([spec, why]) => {
  const attempt = () => parseDetectorSpec(spec);

  expect(attempt).toThrow(
    expect.objectContaining({ kind: "usage", code: "BAD_DETECTOR_SPEC", message: `"${spec}" ${why}.` }),
  );
});

test("what is formatted is read back", () => {
  const name = fc.stringMatching(/^[a-z-]+$/);
  const options = fc.dictionary(fc.stringMatching(/^[a-z][A-Za-z]*$/), fc.stringMatching(/^[^,]+$/));

  fc.assert(
    fc.property(name, options, (asked, given) => {
      expect(parseDetectorSpec(formatDetectorSpec(asked, given))).toEqual({ name: asked, options: given });
    }),
  );
});
