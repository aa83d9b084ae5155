import { mutantsOf } from "firedrill/vitest";
import { expect, test } from "vitest";
import { meanAbove } from "./detector.ts";

test("a service that turns slow is noticed on its first slow answer, with any noise", async () => {
  await expect(meanAbove).toDetect("rapidly", { within: 1, seeds: 20 });
});

test("both incidents of complex are noticed", async () => {
  await expect(meanAbove).toDetect("complex", { within: 15 });
});

test("healthy traffic raises no alert", async () => {
  await expect(meanAbove).toStayQuiet("healthy", { seeds: 20 });
});

test.for(mutantsOf(meanAbove).map(({ name, definition }) => [name, definition] as const))(
  "these drills fail a detector that %s",
  async ([, broken]) => {
    const drills = async (): Promise<void> => {
      await expect(broken).toDetect("rapidly", { within: 1 });
      await expect(broken).toDetect("complex", { within: 15 });
      await expect(broken).toStayQuiet("healthy");
    };

    await expect(drills()).rejects.toThrow();
  },
);
