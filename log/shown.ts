const longestShown = 60;

/** Foreign text, fit for a message: without control characters, cut at 60 characters. */
export function printable(text: string): string {
  const start = text.slice(0, longestShown).replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, "");
  return text.length > longestShown ? `${start}…` : start;
}

/** The same in quotes. */
export function shown(text: string): string {
  return `"${printable(text)}"`;
}
