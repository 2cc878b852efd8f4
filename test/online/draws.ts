/** What programs at random are made of. */
import fc from "fast-check";

/** What fast-check draws: an operation and raw numbers, made to fit by `makePlan`. */
export interface Draw {
  readonly op: (typeof OPERATIONS)[number];
  readonly picks: readonly number[];
  readonly numbers: readonly bigint[];
}

const OPERATIONS = [
  ...["input", "input", "constant", "add", "subtract", "negate", "addPublic", "multiplyPublic"],
  ...["sum", "publicProduct", "transpose", "reshape", "rows", "beside", "stack", "multiply"],
  ...["multiply", "square", "dot", "matrixProduct", "maskMatrix", "truncateExact", "truncate"],
  ...["multiplyFixed", "output", "outputNumbers", "outputTo"],
] as const;

const draw: fc.Arbitrary<Draw> = fc.record({
  op: fc.constantFrom(...OPERATIONS),
  picks: fc.array(fc.nat(1000), { minLength: 4, maxLength: 4 }),
  numbers: fc.array(
    fc.oneof(
      fc.bigInt(-5n, 5n),
      fc.constantFrom((1n << 58n) - (1n << 18n), -(1n << 58n) + (1n << 18n)),
      fc.bigInt(-(1n << 40n), 1n << 40n),
    ),
    { minLength: 9, maxLength: 9 },
  ),
});

/** Every draw becomes a step at least, so that no program is without any. Most are short, for the time they take. */
export const draws = (depth: number): fc.Arbitrary<Draw[]> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.array(draw, { minLength: 3, maxLength: 9, size: "max" }) },
    { weight: 1, arbitrary: fc.array(draw, { minLength: 3, maxLength: depth, size: "max" }) },
  );
