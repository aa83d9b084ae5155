import { mutantsOf } from "firedrill/vitest";
import { expect, test } from "vitest";
import { meanAbove } from "./detector.ts";

test("a service that turns slow is noticed on the first slow answer, whatever the noise", async () => {
  await expect(meanAbove).toDetect("rapidly", { within: 1, seeds: 20 });
});

test("both incidents of a bad day are noticed", async () => {
  await expect(meanAbove).toDetect("complex", { within: 15 });
});

test("nobody is woken when nothing is wrong", async () => {
  await expect(meanAbove).toStayQuiet("healthy", { seeds: 20 });
});

test.for(mutantsOf(meanAbove).map(({ name, definition }) => [name, definition] as const))(
  "these drills would notice a detector that %s",
  async ([, broken]) => {
    const drills = async (): Promise<void> => {
      await expect(broken).toDetect("rapidly", { within: 1 });
      await expect(broken).toDetect("complex", { within: 15 });
      await expect(broken).toStayQuiet("healthy");
    };

    await expect(drills()).rejects.toThrow();
  },
);
