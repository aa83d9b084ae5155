import { findDetector, parseDetectorSpec } from "../../detector/registry.ts";
import type { Alert, Severity } from "../../domain/alert.ts";
import { secondLookRows } from "../../domain/alert.ts";
import { parseOptions } from "../../domain/detector-options.ts";
import type { Detector, DetectorDefinition } from "../../domain/detector.ts";
import { none } from "../../domain/detector.ts";
import { observedBy } from "../../domain/observed-by.ts";
import type { Observation } from "../../domain/sources.ts";
import { withModel } from "./models.ts";

/**
 * Wraps a definition so that another detector judges the neighborhood of its alerts. An alert is confirmed when the other one
 * fires within `secondLookRows` rows before or after it, about the same subject if both name one. Until then it is at
 * most a warning; its evidence says which.
 * @param spec - of the other detector, a built-in one; without it the definition is returned unchanged
 * @throws FiredrillError UNKNOWN_DETECTOR, BAD_DETECTOR_SPEC, UNKNOWN_OPTION, BAD_OPTION
 */
export function withSecondLook(definition: DetectorDefinition, spec: string | undefined): DetectorDefinition {
  if (spec === undefined) return definition;
  const { name, options } = parseDetectorSpec(spec);
  const other = withModel(findDetector(name));
  const values = parseOptions(name, other.options, options);
  return {
    ...definition,
    create: (own, setting) =>
      lookedAtAgain(definition.create(own, setting), other.create(values, { source: setting.source })),
  };
}

function lookedAtAgain(first: Detector<Observation>, second: Detector<Observation>): Detector<Observation> {
  const judge = new SecondLook(second.name);
  const { elapse } = first;
  const looked = observedBy(first, (row: Observation) => judge.next(first.observe(row), second.observe(row)));
  if (elapse === undefined && second.elapse === undefined) return looked;
  return {
    ...looked,
    elapse: (nowMs) => judge.next(first.elapse?.(nowMs) ?? none, second.elapse?.(nowMs) ?? none),
  };
}

/** An open episode of the first detector. */
interface Claim {
  /** The latest of its alerts. */
  readonly alert: Alert;
  /** The severity that was passed on. */
  readonly given: Severity;
  readonly confirmedBy: Alert | undefined;
}

/** An episode of the second detector. */
interface Finding {
  readonly alert: Alert;
  /** Infinity while it is open. */
  readonly untilIndex: number;
}

/** Judges the alerts of one detector by those of another. */
export class SecondLook {
  private readonly name: string;
  private readonly claims = new Map<string, Claim>();
  /** By key; the latest episode of each. */
  private readonly findings = new Map<string, Finding>();

  /** @param name - of the second detector */
  constructor(name: string) {
    this.name = name;
  }

  /** @returns the alerts to pass on, given those of both detectors */
  next(first: readonly Alert[], second: readonly Alert[]): readonly Alert[] {
    if (first.length === 0 && second.length === 0) return none;
    for (const alert of second) this.take(alert);
    return [
      ...first.flatMap((alert) => this.judged(alert)),
      ...second.flatMap((alert) => (alert.state === "firing" ? this.risenBy(alert) : none)),
    ];
  }

  private take(alert: Alert): void {
    const opened = this.findings.get(alert.key)?.alert ?? alert;
    const finding =
      alert.state === "firing"
        ? { alert, untilIndex: Infinity }
        : { alert: opened, untilIndex: alert.atIndex };
    this.findings.set(alert.key, finding);
  }

  private judged(alert: Alert): readonly Alert[] {
    const { key, severity } = alert;
    const before = this.claims.get(key);
    if (alert.state === "resolved") {
      this.claims.delete(key);
      return [{ ...alert, severity: before?.given ?? severity }];
    }
    const confirmedBy = before?.confirmedBy ?? this.near(alert);
    const given = confirmedBy === undefined ? "warning" : severity;
    this.claims.set(key, { alert, given, confirmedBy });
    return given === before?.given ? none : [this.marked({ ...alert, severity: given }, confirmedBy)];
  }

  /** The unconfirmed claims that this finding confirms, and raises. */
  private risenBy(finding: Alert): readonly Alert[] {
    const { atIndex, atMs } = finding;
    return [...this.claims].flatMap(([key, { alert, given, confirmedBy }]) => {
      const isLate = atIndex - alert.atIndex > secondLookRows;
      if (confirmedBy !== undefined || isLate || !isAboutSame(alert, finding)) return none;
      this.claims.set(key, { alert, given: alert.severity, confirmedBy: finding });
      return alert.severity === given ? none : [this.marked({ ...alert, atIndex, atMs }, finding)];
    });
  }

  /** A finding that is open, or was a few rows before. */
  private near(claim: Alert): Alert | undefined {
    for (const [key, { alert, untilIndex }] of this.findings) {
      if (claim.atIndex - untilIndex > secondLookRows) this.findings.delete(key);
      else if (isAboutSame(claim, alert)) return alert;
    }
    return undefined;
  }

  private marked(alert: Alert, by: Alert | undefined): Alert {
    const why = by?.evidence === undefined ? "" : `: ${by.evidence}`;
    const word = by === undefined ? `not confirmed by ${this.name}` : `confirmed by ${this.name}${why}`;
    const evidence = alert.evidence === undefined ? word : `${alert.evidence}; ${word}`;
    return { ...alert, evidence, confirmed: by !== undefined };
  }
}

function isAboutSame(one: Alert, other: Alert): boolean {
  return one.subject === undefined || other.subject === undefined || one.subject === other.subject;
}
