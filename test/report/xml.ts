/** An element as read. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly elements: readonly XmlElement[];
  /** Between its elements, references resolved. */
  readonly text: string;
}

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
const token = /<(\/?)([a-zA-Z][\w.-]*)((?: [\w.:-]+="[^"<]*")*)(\/?)>|([^<]+)/y;
const allowed = /^[\t\n\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;
const predefined: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

interface Open {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly elements: XmlElement[];
  text: string;
}

/**
 * A strict reader of the XML that we write: a declaration, elements, attributes in double quotes, text; no comments,
 * CDATA or name spaces.
 * @throws RangeError on anything that is not well-formed, naming where
 */
export function parseXml(xml: string): XmlElement {
  if (!xml.startsWith(declaration) || !allowed.test(xml)) throw new RangeError("no XML 1.0");
  const root: Open = { name: "", attributes: {}, elements: [], text: "" };
  const stack: Open[] = [root];
  token.lastIndex = declaration.length;
  while (token.lastIndex < xml.length) {
    const from = token.lastIndex;
    const match = token.exec(xml);
    const top = stack.at(-1);
    if (match === null || top === undefined)
      throw new RangeError(`not well-formed at ${from}: ${xml.slice(from, from + 40)}`);
    const [, closing, name = "", attributes = "", empty, text] = match;
    if (text !== undefined) top.text += resolved(text);
    else if (closing === "/") close(stack, name);
    else stack.push({ name, attributes: attributesIn(attributes), elements: [], text: "" });
    if (empty === "/") close(stack, name);
  }
  const [only, ...others] = root.elements;
  if (stack.length !== 1 || only === undefined || others.length > 0 || root.text.trim() !== "")
    throw new RangeError("not one element");
  return only;
}

function close(stack: Open[], name: string): void {
  const done = stack.pop();
  const parent = stack.at(-1);
  if (done?.name !== name || parent === undefined) throw new RangeError(`</${name}> closes <${done?.name}>`);
  parent.elements.push(done);
}

function attributesIn(text: string): Readonly<Record<string, string>> {
  const pairs = [...text.matchAll(/ ([\w.:-]+)="([^"]*)"/g)].map(
    ([, name = "", value = ""]) => [name, resolved(value.replace(/[\t\n]/g, " "))] as const,
  );
  if (new Set(pairs.map(([name]) => name)).size < pairs.length) throw new RangeError(`twice in${text}`);
  return Object.fromEntries(pairs);
}

function resolved(text: string): string {
  return text.replace(/&(?:#(\d+)|(\w+));|&/g, (reference, code?: string, name?: string) => {
    const character = code === undefined ? predefined[name ?? ""] : String.fromCodePoint(Number(code));
    if (character === undefined) throw new RangeError(`${reference} is no reference`);
    return character;
  });
}
