/** How often each symbol was seen in one context. */
interface Tally {
  total: number;
  readonly counts: Map<string, number>;
}

/** Candidates for the strength of a level, in pseudo-observations. */
const strengths = [0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

/** Rows on which strengths are chosen; more would not change them. */
const mostFitted = 20_000;

/** A level of a `Rarity` as a model file stores it. */
export interface StoredLevel {
  readonly strength: number;
  /** Each context with its symbols and their counts. */
  readonly contexts: readonly (readonly [string, readonly (readonly [string, number])[]])[];
}

/**
 * The probability of a symbol in a context, backing off from special contexts to general ones: each level mixes its own
 * counts with the estimate of the level above, which weighs as much as `strength` observations (the hierarchical
 * Dirichlet estimate of MacKay and Peto 1995). Strengths maximize the probability of each training row given all
 * others, so that a level whose contexts differ little adds little. A symbol or a context that was never seen has a
 * small probability, never 0.
 */
export class Rarity {
  private readonly levels: readonly Map<string, Tally>[];
  private readonly strength: number[];
  private readonly symbols: number;

  /**
   * @param depth - number of levels
   * @param symbols - how many symbols are conceivable
   */
  constructor(depth: number, symbols: number) {
    this.symbols = symbols;
    this.levels = Array.from({ length: depth }, () => new Map<string, Tally>());
    this.strength = this.levels.map(() => 1);
  }

  /** @param contexts - one per level, the most general first; `undefined` where a level does not count it */
  add(contexts: readonly (string | undefined)[], symbol: string): void {
    for (const [at, level] of this.levels.entries()) {
      const context = contexts[at];
      if (context === undefined) continue;
      let tally = level.get(context);
      if (tally === undefined) level.set(context, (tally = { total: 0, counts: new Map() }));
      tally.total += 1;
      tally.counts.set(symbol, (tally.counts.get(symbol) ?? 0) + 1);
    }
  }

  /**
   * `-ln` of the probability of this symbol.
   * @param own - how many of the counts are the judged row's own: 1 for a training row, else 0
   */
  nats(contexts: readonly string[], symbol: string, own: 0 | 1 = 0): number {
    let probability = 1 / this.symbols;
    for (let at = 0; at < this.levels.length; at += 1) {
      const tally = this.levels[at]?.get(contexts[at] ?? "");
      if (tally !== undefined)
        probability = mixed(
          tally,
          symbol,
          own,
          (this.strength[at] ?? 1) * probability,
          this.strength[at] ?? 1,
        );
    }
    return -Math.log(probability);
  }

  /** How often the symbol was seen in this context. */
  count(level: number, context: string, symbol: string): number {
    return this.levels[level]?.get(context)?.counts.get(symbol) ?? 0;
  }

  /** How often anything was seen in this context. */
  total(level: number, context: string): number {
    return this.levels[level]?.get(context)?.total ?? 0;
  }

  /**
   * The most frequent symbol in this context.
   * @param without - a symbol that counts once less
   * @returns undefined for a context without (other) symbols
   */
  usual(level: number, context: string, without?: string): string | undefined {
    const tally = this.levels[level]?.get(context);
    let [usual, most]: [string | undefined, number] = [undefined, 0];
    for (const [symbol, count] of tally?.counts ?? []) {
      const left = symbol === without ? count - 1 : count;
      if (left > most) [usual, most] = [symbol, left];
    }
    return usual;
  }

  /** Chooses the strengths. @param rows - those that were added */
  fit(rows: readonly { readonly contexts: readonly string[]; readonly symbol: string }[]): void {
    const every = Math.max(1, Math.ceil(rows.length / mostFitted));
    const fitted = rows.filter((_, at) => at % every === 0);
    const probabilities = new Float64Array(fitted.length).fill(1 / this.symbols);
    for (const [at, level] of this.levels.entries()) {
      const tallies = fitted.map(({ contexts }) => level.get(contexts[at] ?? ""));
      const chances = (strength: number): Float64Array =>
        probabilities.map((above, row) => {
          const [tally, symbol] = [tallies[row], fitted[row]?.symbol ?? ""];
          return tally === undefined ? above : mixed(tally, symbol, 1, strength * above, strength);
        });
      let [best, most] = [1, -Infinity];
      for (const strength of strengths) {
        const sum = chances(strength).reduce((total, chance) => total + Math.log(chance), 0);
        if (sum > most) [best, most] = [strength, sum];
      }
      this.strength[at] = best;
      probabilities.set(chances(best));
    }
  }

  stored(): readonly StoredLevel[] {
    return this.levels.map((level, at) => ({
      strength: this.strength[at] ?? 1,
      contexts: [...level].map(([context, { counts }]) => [context, [...counts]] as const),
    }));
  }

  static of(levels: readonly StoredLevel[], symbols: number): Rarity {
    const rarity = new Rarity(levels.length, symbols);
    for (const [at, { strength, contexts }] of levels.entries()) {
      rarity.strength[at] = strength;
      for (const [context, counts] of contexts) {
        const total = counts.reduce((sum, [, count]) => sum + count, 0);
        rarity.levels[at]?.set(context, { total, counts: new Map(counts) });
      }
    }
    return rarity;
  }
}

function mixed(tally: Tally, symbol: string, own: number, pseudo: number, strength: number): number {
  const left = (tally.counts.get(symbol) ?? 0) - own;
  return ((left > 0 ? left : 0) + pseudo) / (tally.total - own + strength);
}
