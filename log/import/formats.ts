import { apacheFormat, nginxFormat } from "./access-format.ts";
import type { ImportFormat } from "./import-format.ts";
import { jsonFormat } from "./json-format.ts";
import { k6Format } from "./k6-format.ts";
import { originalLogFormat, ownCsvFormat, ownNdjsonFormat } from "./own-formats.ts";
import { quotedFormat } from "./quoted-format.ts";

/** The logs that are read line by line. */
export const lineFormats: readonly ImportFormat[] = [
  nginxFormat,
  apacheFormat,
  quotedFormat,
  jsonFormat,
  k6Format,
  ownCsvFormat,
  ownNdjsonFormat,
  originalLogFormat,
];
