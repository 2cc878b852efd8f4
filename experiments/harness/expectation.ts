/** Estimates how long the remaining runs take, from the times of the runs before them. */
export class Expectation {
  readonly #byCell = new Map<string, { runs: number; ms: number }>();
  #runs = 0;
  #ms = 0;

  took(cell: string, ms: number): void {
    const { runs, ms: before } = this.#byCell.get(cell) ?? { runs: 0, ms: 0 };
    this.#byCell.set(cell, { runs: runs + 1, ms: before + ms });
    this.#runs++;
    this.#ms += ms;
  }

  /** Milliseconds of these runs one after another, given their cell ids; null before any run has ended. */
  of(cells: Iterable<string>): number | null {
    if (this.#runs === 0) return null;
    let sum = 0;
    for (const cell of cells) {
      const known = this.#byCell.get(cell);
      sum += known === undefined ? this.#ms / this.#runs : known.ms / known.runs;
    }
    return sum;
  }
}
