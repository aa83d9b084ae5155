/** The largest of the newest values, in constant time per value on average. */
export class SlidingMaximum {
  private readonly size: number;
  /** Values that could become the largest, falling, and when each arrived. */
  private candidates: { readonly value: number; readonly at: number }[] = [];
  private first = 0;
  private count = 0;

  /** @param size - how many values count, from 1 */
  constructor(size: number) {
    this.size = size;
  }

  /** `undefined` before the first value. */
  get value(): number | undefined {
    return this.candidates[this.first]?.value;
  }

  add(value: number): void {
    while (this.candidates.length > this.first && (this.candidates.at(-1)?.value ?? Infinity) <= value)
      this.candidates.pop();
    this.candidates.push({ value, at: this.count });
    this.count += 1;
    const oldest = this.count - this.size;
    while ((this.candidates[this.first]?.at ?? Infinity) < oldest) this.first += 1;
    if (this.first <= this.size) return;
    this.candidates = this.candidates.slice(this.first);
    this.first = 0;
  }
}
