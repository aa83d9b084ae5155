import { existsSync, readFileSync } from "node:fs";

/** From package.json, two levels up from the sources and three from the built program. */
export function packageVersion(): string {
  const places = ["../../package.json", "../../../package.json"].map(
    (place) => new URL(place, import.meta.url),
  );
  const found = places.find((place) => existsSync(place));
  if (found === undefined) return "unknown";
  const manifest: unknown = JSON.parse(readFileSync(found, "utf8"));
  const version =
    typeof manifest === "object" && manifest !== null && "version" in manifest ? manifest.version : undefined;
  return typeof version === "string" ? version : "unknown";
}
