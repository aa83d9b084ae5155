import { expect, test } from "vitest";
import { detectors } from "../../../detector/registry.ts";
import { readsOf } from "../../../domain/detector.ts";
import { firedrill } from "../../program/firedrill.ts";

test("list shows every scenario with its summary, its length and its incidents", async () => {
  const { code, stdout, stderr } = await firedrill(["list"]);

  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain(
    [
      "  rapidly       A healthy service turns slow from one request to the next.",
      "                300 requests, about 4 min; attack-1 from the 101st request",
      "  slowly        A healthy service slows down a little with each request.",
      "                300 requests, about 6 min; load-1 from the 101st request",
      "  complex       A service turns slow, recovers, and then slows down gradually.",
      "                300 requests, about 4 min; attack-1 from the 51st request, load-1 from the 201st",
      "  healthy       The service is healthy, and no alert should fire.",
      "                300 requests, about 3 min; no incident",
    ].join("\n"),
  );
});

test("list shows login scenarios under their own heading", async () => {
  const { stdout } = await firedrill(["list"]);

  expect(stdout).toMatch(
    /^Scenarios of response times, source response \(.*\):\n {2}rapidly [^]*^Scenarios of logins, source login:\n {2}login /m,
  );
  expect(stdout).toMatch(
    /^ {2}login-bruteforce +On a working day, .*\n +24 h of logins; bruteforce at hour 14\.2$/m,
  );
  expect(stdout).toMatch(
    /^ {2}login-fresh-addresses +A month .*\n +30 days of logins; bruteforce at random \(0\.1 per hour\)$/m,
  );
  expect(stdout).toMatch(/^ {2}login-office .*\n +24 h of logins; no incident$/m);
});

test("list shows every detector with the logs it reads, its options and their defaults", async () => {
  const { stdout } = await firedrill(["list"]);

  for (const definition of detectors) {
    const { name, summary, options } = definition;
    const lines = `^  ${name} +${escaped(summary)}\\n +reads logs of ${readsOf(definition).join(" and ")}$`;
    expect(stdout).toMatch(new RegExp(lines, "m"));
    for (const [key, spec] of Object.entries(options)) {
      expect(stdout).toContain(`${key}=${spec.default}`);
      expect(stdout).toContain(spec.describe);
    }
  }
});

test("list shows every suite with its scenarios", async () => {
  const { stdout } = await firedrill(["list"]);

  expect(stdout).toMatch(/^ {2}blind +Failures that detectors of slow answers miss\.\n +hang, blackhole, /m);
  expect(stdout).toMatch(/^ {2}quiet +Unusual but healthy traffic, /m);
});

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
