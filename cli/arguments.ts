import type { Argv } from "yargs";

/** The arguments that a command's builder describes, as yargs infers them. */
export type ArgumentsOf<B extends (yargs: Argv) => unknown> = ReturnType<B> extends Argv<infer T> ? T : never;
