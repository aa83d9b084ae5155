import { FiredrillError } from "../../../../domain/error.ts";

/** The mistake that something ends with. */
export async function refusalOf(work: () => unknown): Promise<FiredrillError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof FiredrillError) return error;
    throw error;
  }
  throw new Error("it was not refused");
}
