/** Keeps an episode open from an alarm until `quiet` rows have brought no other. */
export class Hold {
  private readonly quiet: number;
  private left = 0;

  constructor(quiet: number) {
    this.quiet = quiet;
  }

  /** @returns true while the episode goes on */
  row(hasAlarm: boolean): boolean {
    this.left = hasAlarm ? this.quiet : Math.max(0, this.left - 1);
    return this.left > 0;
  }
}
