import { fromSource } from "./own-module.ts";

/** The words that start this program in a shell: of a clone, in which no package of its name is installed, or of a package. */
export const ownCommand = fromSource ? "npm run firedrill --" : "npx firedrill";
