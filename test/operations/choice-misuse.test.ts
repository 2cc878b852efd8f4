/** What operations of choice and order refuse beyond what the tests of all operations try. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Operation, Plain } from "../../online/operation.ts";
import { bitVector, plain, vector } from "../../operations/examples.ts";
import { OPERATIONS } from "../../operations/registry.ts";
import { type Arguments, prepared } from "./examples.ts";

type Refused = readonly [name: keyof typeof OPERATIONS, args: Arguments, says: string];

const V: Plain = vector([1, 2, 3]);

const REFUSED: readonly Refused[] = [
  ["min", [plain([0], [])], "min: nothing to choose from in 0"],
  ["max", [plain([2, 0], []), 1], "max: nothing to choose from in 2 × 0"],
  ["argmin", [V, 1], "argmin: no axis 1 of 3, must be an integer from 0 to 0"],
  ["argmax", [V, -1], "argmax: no axis -1 of 3, must be an integer from 0 to 0"],
  ["min", [V, 0.5], "min: no axis 0.5 of 3, must be an integer from 0 to 0"],
  ["max", [plain([], [1]), 0], "max: a single value has no axis 0"],
  ["minimum", [V, vector([1, 2, 3], 2)], "minimum: scales 0 and 2 differ"],
  ["lessThan", [V, vector([1, 2, 3], 2)], "lessThan: scales 0 and 2 differ"],
  ["equal", [vector([1], 3), vector([1], 2)], "equal: scales 3 and 2 differ"],
  ["select", [bitVector([1]), V, vector([1, 2, 3], 2)], "select: scales 0 and 2 differ"],
  ["clamp", [V, 2, 1], "clamp: the least, 2, is above the greatest, 1"],
  ["clamp", [V, Number.NaN, 1], "clamp: the least, NaN, is above the greatest, 1"],
  ["clamp", [V, 0, Number.POSITIVE_INFINITY], "clamp: value 1 is not finite"],
  [
    "clamp",
    [V, 0.5, 1],
    "clamp: value 0 is not an integer; the secret has scale 0: give it a scale for fractions, or scaleUp it",
  ],
  ["oneHot", [vector([1], 2), 3], "oneHot: places are integers, of scale 0, not 2"],
  ["oneHot", [V, -1], "oneHot: -1 positions, must be an integer from 0 to 2^18"],
  ["oneHot", [V, 2 ** 18 + 1], "oneHot: 262145 positions, must be an integer from 0 to 2^18"],
  ["histogram", [V, 1.5], "histogram: 1.5 positions, must be an integer from 0 to 2^18"],
  ["histogram", [vector([1], 4), 2], "histogram: places are integers, of scale 0, not 4"],
  ["at", [plain([], [1]), plain([], [0])], "at: a single value has no places"],
  ["at", [V, plain([1, 1], [0])], "at: one index or a vector is expected, not 1 × 1"],
  ["at", [V, plain([], [1], 3)], "at: places are integers, of scale 0, not 3"],
  ["put", [V, vector([1]), plain([], [1])], "put: one index is expected, not 1"],
  ["put", [V, plain([], [1]), vector([1])], "put: 1 into a place of a single value"],
  ["put", [V, plain([], [1]), plain([], [1], 2)], "put: scales 0 and 2 differ"],
  ["groupBySum", [vector([0, 1]), V, 2], "groupBySum: groups 2 of 3 values"],
  ["groupByMin", [plain([3, 1], [0, 0, 0]), V, 2], "groupByMin: groups 3 × 1 of 3 values"],
  ["groupByMax", [V, V, -2], "groupByMax: -2 positions, must be an integer from 0 to 2^18"],
  ["shuffle", [plain([], [1])], "shuffle: a single value has no rows"],
  ["sort", [plain([], [1])], "sort: a single value has no rows"],
  ["sortBy", [V, vector([1, 2])], "sortBy: 3 rows of keys, 2 of payload"],
  ["sortBy", [plain([1, 1, 1], [1]), V], "sortBy: keys are columns, not 1 × 1 × 1"],
  ["topK", [V, 4], "topK: 4 of 3"],
  ["topK", [V, -1], "topK: -1 of 3"],
  ["topK", [V, 1.5], "topK: 1.5 of 3"],
  ["topK", [plain([0], []), 0], "topK: nothing to choose from in 0"],
  ["median", [plain([0], [])], "median: nothing to choose from in 0"],
  ["quantile", [V, 1.5], "quantile: 1.5, must be from 0 to 1"],
  ["quantile", [V, Number.NaN], "quantile: NaN, must be from 0 to 1"],
  ["quantile", [V, 0.5, 2], "quantile: no axis 2 of 3, must be an integer from 0 to 0"],
  ["unique", [plain([1, 2], [1, 2])], "unique: a vector is expected, not 1 × 2"],
  ["unique", [vector([1], 58)], "unique: scale 58, at most 57: 1 is out of range"],
];

/** More rows than a network is made of. */
const MANY: Plain = { shape: [2 ** 21], scale: 0, values: [] };
const sortedOf = (log: number) => 2 ** log * ((log * (log - 1)) / 4 + 1) - 1;
const SORTED = sortedOf(21);
/** Two halves are sorted, then the lower half of both. */
const HALF = 2 * sortedOf(20) + 2 ** 20 + 20 * 2 ** 19;
const SWITCHED = 2 ** 21 * 20 + 1;
const TOO_MANY: readonly (readonly [keyof typeof OPERATIONS, Arguments, pairs: number])[] = [
  ["sort", [MANY], SORTED],
  ["sortBy", [MANY, MANY], SORTED],
  ["unique", [MANY], SORTED],
  ["topK", [MANY, 2 ** 20], HALF],
  ["median", [MANY], HALF],
  ["quantile", [MANY, 0.5], HALF],
  ["shuffle", [MANY], SWITCHED],
  ["randomPermutation", [2 ** 21], SWITCHED],
];

describe("rows that take a network too large for memory are refused before it is made", () => {
  for (const [name, args, pairs] of TOO_MANY)
    it(name, () => {
      const of = OPERATIONS[name] as unknown as Operation;
      const message = `${name}: ${2 ** 21} rows take ${pairs} pairs, at most ${2 ** 23}`;
      assert.throws(() => prepared(of, args), { name: "RangeError", message });
    });
});

describe("what cannot be chosen or ordered is refused in the operation's name", () => {
  for (const [name, args, says] of REFUSED)
    it(says, () => {
      const of = OPERATIONS[name] as unknown as Operation;
      assert.throws(() => prepared(of, args), { name: "RangeError", message: says });
    });

  for (const [name, args] of [
    ["not", [V]],
    ["and", [bitVector([1]), V]],
    ["or", [V, bitVector([1])]],
    ["xor", [bitVector([1]), V]],
    ["select", [V, bitVector([1]), bitVector([0])]],
    ["fromBits", [V]],
  ] as const)
    it(`${name}: numbers in place of bits`, () => {
      const of = OPERATIONS[name] as unknown as Operation;
      const says = TypeError(
        `${name}: works on bits; a secret of type integer is none: declare the input { type: "bit" }, or compare`,
      );
      assert.throws(() => prepared(of, args), says);
    });

  it("clamp: a bound that is no number", () => {
    const of = OPERATIONS.clamp as unknown as Operation;
    assert.throws(() => prepared(of, [V, 0n, 1]), TypeError("clamp: bounds are numbers"));
  });

  it("sort: a direction that is none", () => {
    const of = OPERATIONS.sort as unknown as Operation;
    const says = TypeError("sort: descending is true or false, not string");
    assert.throws(() => prepared(of, [V, { descending: "yes" }]), says);
  });
});
