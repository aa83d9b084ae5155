import { createLineFile } from "./line-file.ts";

/**
 * Creates a file that holds this text.
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE
 */
export function writeText(path: string, text: string): void {
  const file = createLineFile(path, 0);
  try {
    file.append(text);
  } finally {
    file.close();
  }
}
