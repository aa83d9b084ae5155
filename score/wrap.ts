/**
 * Breaks a sentence into lines between words. A word longer than a line stands alone and is not cut.
 * @param indent - put before every line but the first, and counted
 */
export function wrap(text: string, width: number, indent = ""): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const room = width - (lines.length === 0 ? 0 : indent.length);
    if (line === "") line = word;
    else if (line.length + 1 + word.length <= room) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line].map((each, at) => (at === 0 ? each : indent + each));
}
