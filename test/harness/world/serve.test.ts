import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { serve } from "../../../harness/world/serve.ts";
import { filesIn, testFolder } from "../folder.ts";

/** Paths of a server's logs. */
interface LogPaths {
  readonly logPath: string;
  readonly labelsPath?: string;
}

/** A login page with a log in the folder that stops as soon as it listens. */
function served({ logPath, labelsPath }: LogPaths, port = 0) {
  const stop = new AbortController();
  const told: string[] = [];
  const done = serve({
    task: { source: "login", users: [{ name: "anna", addresses: ["203.0.113.9"] }] },
    host: "127.0.0.1",
    port,
    seed: 1,
    counters: "eager",
    clock: { kind: "real" },
    signal: stop.signal,
    logs: {
      source: "login",
      observedPath: logPath,
      format: "csv",
      ...(labelsPath === undefined ? {} : { labelledPath: labelsPath }),
      bufferBytes: 0,
    },
    onMeasured: () => undefined,
    onListening: (url) => {
      told.push(url, ...[logPath, labelsPath ?? ""].filter(existsSync));
      stop.abort();
    },
  });
  return { done, told };
}

async function portInUse(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const address: AddressInfo | string | null = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

test("both logs exist when the server reports that it listens", async () => {
  const folder = join(testFolder(), "deep");
  const [logPath, labelsPath] = [join(folder, "auth.csv"), join(folder, "labelled.csv")];

  const { done, told } = served({ logPath, labelsPath });
  await done;

  expect(told.slice(1)).toEqual([logPath, labelsPath]);
});

test("if the port is in use no log is left that would block the next try", async () => {
  const folder = testFolder();
  const logPath = join(folder, "deep", "auth.csv");

  await expect(served({ logPath }, await portInUse()).done).rejects.toMatchObject({ code: "PORT_IN_USE" });

  expect(existsSync(join(folder, "deep"))).toBe(false);
  await served({ logPath }).done;
});

test.for(["auth.csv", "labelled.csv"])("if %s exists, no other log is created", async (name) => {
  const folder = testFolder();
  writeFileSync(join(folder, name), "mine");
  const [logPath, labelsPath] = [join(folder, "auth.csv"), join(folder, "labelled.csv")];

  const { done, told } = served({ logPath, labelsPath });

  await expect(done).rejects.toMatchObject({ kind: "usage", code: "LOG_EXISTS" });
  expect(told).toEqual([]);
  expect(filesIn(folder)).toEqual({ [name]: "mine" });
});

test("one file for both logs is refused, even under two spellings", async () => {
  const folder = testFolder();
  const [logPath, labelsPath] = [join(folder, "q.csv"), `${folder}/./q.csv`];

  await expect(served({ logPath, labelsPath }).done).rejects.toMatchObject({
    kind: "usage",
    code: "SAME_FILE_TWICE",
  });
  expect(filesIn(folder)).toEqual({});
});

test("if the labels cannot be written the server ends and leaves no file", async () => {
  const folder = testFolder();
  writeFileSync(join(folder, "file"), "mine");
  const [logPath, labelsPath] = [join(folder, "auth.csv"), join(folder, "file", "labelled.csv")];

  const { done, told } = served({ logPath, labelsPath });

  await expect(done).rejects.toMatchObject({ kind: "drill", code: "LOG_NOT_WRITABLE" });
  expect(told).toEqual([]);
  expect(filesIn(folder)).toEqual({ file: "mine" });
});
