import type { NumberField } from "../../fields.ts";
import { wholeNumber } from "../../fields.ts";

export const someFiles = (description: string): NumberField => wholeNumber(1, 5000, description);
