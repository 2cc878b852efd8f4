/** Inputs of which no range is declared: of what follows from them nobody can exclude that it leaves ±M. */
export interface Undeclared {
  readonly inputs: number;
  /** The line of the program with the first of them; null if no trace leads to one. */
  readonly first: string | null;
}

/** One more such input, at that line. */
export const oneMore = (known: Undeclared | null, at: string | null): Undeclared =>
  known === null ? { inputs: 1, first: at } : { ...known, inputs: known.inputs + 1 };

export function describeUndeclared({ inputs, first }: Undeclared): string {
  const where = first === null ? "" : ` at ${first}`;
  const which =
    inputs === 1
      ? `the input${where} has no declared range`
      : `${inputs} inputs have no declared range, the first${where}`;
  return `${which}: so nobody can exclude that a number leaves ±(2^58 − 2^18)`;
}
