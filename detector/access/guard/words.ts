import type { AccessObservation } from "../../../domain/access/observation.ts";
import { stripped } from "../../../domain/text/printable.ts";
import type { Answers, Surprise } from "./answers.ts";

const longestShown = 80;

/** Why a line is surprising: `GET /phpmyadmin has always been a 404; this one is a 200 with 53,232 bytes`. */
export function surpriseInWords(answers: Answers, row: AccessObservation, { field }: Surprise): string {
  const request = stripped(`${row.method} ${row.path}`, longestShown);
  const answer = `a ${row.status} with ${bytesText(row.bytes)}`;
  switch (field) {
    case "status":
      return statusWords(answers, row, request, answer);
    case "method":
      return answers.knowsMethod(row)
        ? `${request} was answered with ${answer}; ${row.method} is not usual there`
        : `no ${stripped(row.method, 20)} request was ever answered; ${request} got ${answer}`;
    case "protocol":
      return `${request} came with the protocol ${stripped(row.protocol, 20)} and got ${answer}`;
    case "bytes":
      return `${request} usually has ${bytesText(answers.usualBytes(row))}; this one is ${answer}`;
    case "time":
      return `${request} usually takes ${timeText(answers.usualMs(row))}; this one took ${timeText(row.responseMs ?? 0)}`;
    case "parameters":
      return `${request} was never asked with such parameters: ${stripped(row.query, longestShown)}`;
    case "characters":
      return `the query of ${request} has characters that queries hardly ever have (${rareCharacters(answers, row)}): ${stripped(row.query, longestShown)}`;
    case "query":
      return `the query of ${request} is unusually long or short, ${row.query.length} characters: ${stripped(row.query, longestShown)}`;
  }
}

function statusWords(answers: Answers, row: AccessObservation, request: string, answer: string): string {
  if (!answers.knowsStatus(row))
    return `no answer ever had the status ${row.status}; ${request} got ${answer}`;
  const profile = answers.profile(row);
  if (profile === undefined) return `${request} was never asked for before; this one is ${answer}`;
  const often = profile.always ? "has always been" : "is usually";
  if (profile.status === String(row.status)) return `${request} is unusual, and got ${answer}`;
  return answers.knowsRequest(row)
    ? `${request} ${often} a ${profile.status}; this one is ${answer}`
    : `${stripped(row.path, longestShown)} ${often} a ${profile.status}; this ${stripped(row.method, 20)} is ${answer}`;
}

function rareCharacters(answers: Answers, row: AccessObservation): string {
  return answers
    .rareCharacters(row)
    .map((character) => (character === " " ? "space" : character))
    .join(" ");
}

function bytesText(bytes: number): string {
  return `${bytes.toLocaleString("en")} byte${bytes === 1 ? "" : "s"}`;
}

function timeText(ms: number): string {
  return ms < 1000 ? `${Number(ms.toPrecision(2))} ms` : `${Number((ms / 1000).toPrecision(2))} s`;
}
