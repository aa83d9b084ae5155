import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { simulate } from "../../harness/drill/simulate.ts";
import { healthy } from "../../scenarios/response/healthy.ts";
import { firedrill } from "./firedrill.ts";

let folder = "";
const log = (): string => join(folder, "healthy.csv");
const model = (): string => join(folder, "model.json");

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "firedrill-train-"));
  const scenario = { ...healthy, phases: [{ mode: "normal", requests: 1000 }] };
  const lines = [...simulate(scenario, 1)].map(({ observation: { atMs, outcome } }) => {
    const instant = new Date(atMs).toISOString().replace("T", " ").replace(".", ",").replace("Z", "");
    const seconds = outcome.kind === "completed" ? (outcome.responseMs / 1000).toFixed(7) : "";
    return `${instant},INFO,Response_time:${seconds}`;
  });
  await writeFile(log(), `${lines.join("\n")}\n`);
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

test("a model is trained once, used by run, and never overwritten", async () => {
  const trained = await firedrill(["train", log(), "--detector", "guard", "--out", model()]);
  expect(trained).toMatchObject({ code: 0 });
  expect(trained.stdout).toContain(`Learned 1000 rows of ${log()}`);

  const words = ["run", "complex", "--no-save", "--within", "2", "--set", "attack.delayMs=300"];
  const drilled = await firedrill([...words, "--detector", `guard:model=${model()}`]);
  expect(drilled.stdout).toContain(`raised ERROR for attack-1 on its 1st affected request (limit 2)`);

  const again = await firedrill(["train", log(), "--out", model()]);
  expect(again).toMatchObject({ code: 2 });
  expect(again.stderr).toContain("#log_exists");
});

test.for([
  ["a detector that keeps no model", ["train", "LOG", "--detector", "knn"], "#nothing_to_train"],
  ["a plot of no losses", ["train", "LOG", "--out", "no.json", "--plot", "no.svg"], "#nothing_to_plot"],
  [
    "a model that is not there",
    ["run", "rapidly", "--detector", "guard:model=no.json"],
    "#model_not_readable",
  ],
  ["no goal", ["tune", "LOG"], "#bad_false_alarm_rate"],
  ["a block of no rows", ["tune", "LOG", "--arl0", "1000", "--block", "0"], "#bad_number"],
  ["half a row per block", ["tune", "LOG", "--arl0", "1000", "--block", "1.5"], "#bad_number"],
  ["a block that is no number", ["tune", "LOG", "--arl0", "1000", "--block", "long"], "#bad_"],
  ["no traffic", ["tune", "--arl0", "1000"], "#bad_command_line"],
] as const)("%s is rejected", async ([, words, code]) => {
  const finished = await firedrill(words.map((word) => (word === "LOG" ? log() : word)));

  expect(finished).toMatchObject({ code: 2, stdout: "" });
  expect(finished.stderr).toContain(code);
});

test("a detector that learns in passes draws its losses, and --plot keeps them", async () => {
  const [written, plot] = [join(folder, "lines.json"), join(folder, "losses.svg")];
  await firedrill(["simulate", "access-office", "--out", join(folder, "office")]);
  const lines = join(folder, "lines.csv");
  const day = await readFile(join(folder, "office", "observed.csv"), "utf8");
  await writeFile(lines, day.split(/^/m).slice(0, 501).join(""));

  const trained = await firedrill([
    "train",
    lines,
    "--detector",
    "autoencoder",
    "--out",
    written,
    "--plot",
    plot,
  ]);

  expect(trained).toMatchObject({ code: 0 });
  expect(await readFile(plot, "utf8")).toMatch(/^<svg .*Training of autoencoder/su);
});

test("tune prints a detector to paste and its measured rate", async () => {
  const { code, stdout } = await firedrill(["tune", log(), "--detector", "knn:window=5", "--arl0", "500"]);

  expect(code).toBe(0);
  expect(stdout).toMatch(/^--detector knn:window=5,warning=0\.0\d+,error=0\.0\d+$/m);
  expect(stdout).toMatch(/Goal: a false alarm in 500 healthy rows\. Measured: a false alarm in \d+;/);
  expect(stdout).toMatch(/drawn from 1,000 in blocks of \d+ \(rank autocorrelation -?0\.\d\d at lag 1\)\.$/m);
});
