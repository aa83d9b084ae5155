import { FiredrillError } from "../../../../domain/error.ts";

/** The FiredrillError that `work` throws. */
export async function refusalOf(work: () => unknown): Promise<FiredrillError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof FiredrillError) return error;
    throw error;
  }
  throw new Error("no error was thrown");
}
