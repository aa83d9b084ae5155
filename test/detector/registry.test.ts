import fc from "fast-check";
import { expect, test } from "vitest";

import { detectors, findDetector, formatDetectorSpec, parseDetectorSpec } from "../../detector/registry.ts";

const known =
  "knn, knn-original, lof, cblof, conformal, threshold, guard, focus, cusum, ewma, shewhart, page-hinkley, persistence, lstm, error-rate, open-age, silence, login-rules, login-guard, audit-guard, autoencoder, access-guard, process-guard";

test("every detector is found by its name, and names are unique", () => {
  const names = detectors.map(({ name }) => name);

  expect(names).toEqual(known.split(", "));
  expect(names.map((name) => findDetector(name).name)).toEqual(names);
});

test.for([
  ["tresholt", 'Did you mean "threshold"? Run firedrill list for all detectors.'],
  ["gru-80", "Run firedrill list for all detectors."],
  [
    "python3 mine.py",
    'For a program use --detector "cmd:python3 mine.py". Run firedrill list for all detectors.',
  ],
  ["mine.py", 'For a program use --detector "cmd:python3 mine.py". Run firedrill list for all detectors.'],
  ["./mine.sh", 'For a program use --detector "cmd:./mine.sh". Run firedrill list for all detectors.'],
] as const)("an unknown detector %s is refused: %s", ([name, advice]) => {
  const attempt = () => findDetector(name);

  expect(attempt).toThrow(
    expect.objectContaining({
      kind: "usage",
      code: "UNKNOWN_DETECTOR",
      message: `Unknown detector "${name}".`,
      advice,
    }),
  );
});

test.for([
  ["knn", { name: "knn", options: {} }],
  ["knn:warning=0.1,error=0.3", { name: "knn", options: { warning: "0.1", error: "0.3" } }],
  ["webhook:url=http://x/?a=b", { name: "webhook", options: { url: "http://x/?a=b" } }],
] as const)("%s is parsed", ([spec, expected]) => {
  expect(parseDetectorSpec(spec)).toEqual(expected);
});

test.for([
  ["", "the detector's name is missing"],
  [":k=1", "the detector's name is missing"],
  ["knn:", 'expected key=value, got ""'],
  ["knn:k", 'expected key=value, got "k"'],
  ["knn:k=", 'expected key=value, got "k="'],
  ["knn:=1", 'expected key=value, got "=1"'],
  ["knn:k=1,", 'expected key=value, got ""'],
  ["knn:k=1,k=2", "k is given twice"],
] as const)("%j is refused: %s", ([spec, why]) => {
  const attempt = () => parseDetectorSpec(spec);

  expect(attempt).toThrow(
    expect.objectContaining({
      kind: "usage",
      code: "BAD_DETECTOR_SPEC",
      message: `Invalid detector "${spec}": ${why}.`,
    }),
  );
});

test("a formatted spec parses to the same name and options", () => {
  const name = fc.stringMatching(/^[a-z-]+$/);
  const options = fc.dictionary(fc.stringMatching(/^[a-z][A-Za-z]*$/), fc.stringMatching(/^[^,]+$/));

  fc.assert(
    fc.property(name, options, (detector, given) => {
      expect(parseDetectorSpec(formatDetectorSpec(detector, given))).toEqual({
        name: detector,
        options: given,
      });
    }),
  );
});
