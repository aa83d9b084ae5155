import type { FinishedDrill } from "../../report/junit/test-cases.ts";
import { loginAlerts, loginDrill, loginRows } from "../score/logins.ts";

/** What an attacker would like a name to be, and what it would do. */
export const hostileNames = [
  ["\u001B[2J\u001B]0;owned\u0007", "a terminal that obeys"],
  ["a\r\n::error title=owned::gone", "another annotation"],
  ["</testcase><script>alert(1)</script>", "another element"],
  ["]]>&lt;!--\u0000\uFFFE", "what XML does not know"],
  ["\u202Etxt.exe\u2066", "writing from right to left"],
  ["| a | <img src=x> `b` [c](javascript:d)", "a table, a picture, a link"],
  ['=HYPERLINK("http://x")\u009B31m', "a formula and a C1 escape"],
  ["::error::a ::stop-commands::b ::add-mask::c", "commands to GitHub"],
  ["##[error]a ##vso[task.complete]b", "commands to older runners"],
  ["@team www.example.org http://example.org $x$", "a mention, links, a formula"],
  ["</template><script>alert(1)</script>", "the end of the data"],
  [`"><svg onload=alert(1)> ' onmouseover=alert(1) x="`, "the end of an attribute"],
  ["{{7*7}}${7*7}<!--<script>", "a template, and a comment that hides the page"],
  ["\uD800 half a character\u2028", "half a character and a line separator"],
] as const;

/** A log in which everything that anybody can choose is chosen badly: address, user, incident, kind. */
export function hostileDrill(name: string): Required<FinishedDrill> {
  const rows = loginRows([
    { second: 0, ip: `home${name}` },
    ...[1, 2, 3].map((second) => ({ second, ip: name, user: name, incident: name })),
    { second: 60, ip: `home${name}` },
  ]);
  const at = loginAlerts(rows);
  const said = { evidence: `3 failures from ${name}` };
  return loginDrill(
    rows,
    [
      at(2, `ip:${name}`, { key: "a", severity: "warning", ...said }),
      at(4, `ip:home${name}`, said),
      at(4, `user:${name}`, { key: "b", ...said }),
    ],
    { scenario: `log ${name}` },
  );
}
