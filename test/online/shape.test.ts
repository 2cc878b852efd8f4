import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  asShape,
  broadcastShapes,
  describeShape,
  expand,
  type Shape,
  sizeOf,
} from "../../online/shape.ts";

const NUM_RUNS = 400;

/** NumPy's rule, from the last dimension on; null where it refuses. */
function modelOf(x: readonly number[], y: readonly number[]): number[] | null {
  const out: number[] = [];
  const [left, right] = [[...x], [...y]];
  while (left.length > 0 || right.length > 0) {
    const a = left.length > 0 ? left.pop()! : 1;
    const b = right.length > 0 ? right.pop()! : 1;
    if (a === b) out.unshift(a);
    else if (a === 1) out.unshift(b);
    else if (b === 1) out.unshift(a);
    else return null;
  }
  return out;
}

/** Nested lists of 0, 1, 2 … in one shape. */
type Nested = number | readonly Nested[];
function nested([size, ...rest]: Shape, next: () => number): Nested {
  if (size === undefined) return next();
  return Array.from({ length: size }, () => nested(rest, next));
}

/** What stands in each place of `to`, in order, where `x` is repeated. */
function repeated(x: Nested, from: Shape, [size, ...rest]: Shape): number[] {
  if (size === undefined) return [x as number];
  const missing = from.length <= rest.length;
  return Array.from({ length: size }, (_, d) => {
    if (missing) return repeated(x, from, rest);
    const inner = (x as readonly Nested[])[from[0] === 1 ? 0 : d]!;
    return repeated(inner, from.slice(1), rest);
  }).flat();
}

const dimension = fc.constantFrom(0, 1, 1, 2, 3);
const anyShape = fc.array(dimension, { maxLength: 4 });
/** A shape, and two that may meet in it: dimensions left out at the front, others 1. */
const meeting = anyShape.chain((whole) => {
  const part = fc
    .tuple(
      fc.nat({ max: whole.length }),
      fc.array(fc.boolean(), { minLength: whole.length, maxLength: whole.length }),
    )
    .map(([left, flat]) => whole.map((d, k) => (flat[k] ? 1 : d)).slice(left));
  return fc.tuple(part, part);
});

const shareOf = (shape: Shape) => {
  const value = BigUint64Array.from({ length: sizeOf(shape) }, (_, j) => BigInt(j));
  return { value, mac: value.map((x) => x + 1000n) };
};

describe("shapes meet as NumPy's do", () => {
  it("and what does not fit is refused, with both shapes named", () => {
    const seen = { fits: 0, refused: 0 };
    fc.assert(
      fc.property(fc.oneof(fc.tuple(anyShape, anyShape), meeting), ([x, y]) => {
        const expected = modelOf(x, y);
        seen[expected === null ? "refused" : "fits"]++;
        if (expected !== null) {
          assert.deepEqual(broadcastShapes("add", x, y), expected);
          return;
        }
        const named = `add: shapes ${describeShape(x)} and ${describeShape(y)} do not fit together`;
        assert.throws(
          () => broadcastShapes("add", x, y),
          (error) => error instanceof RangeError && error.message === named,
        );
      }),
      { numRuns: NUM_RUNS, seed: 20272 },
    );
    assert.ok(seen.fits > 100 && seen.refused > 50, JSON.stringify(seen));
  });

  it("and elements are repeated to where they meet, values and MACs alike", () => {
    let grown = 0;
    fc.assert(
      fc.property(meeting, ([x, y]) => {
        const to = modelOf(x, y)!;
        for (const from of [x, y]) {
          let count = 0;
          const expected = repeated(
            nested(from, () => count++),
            from,
            to,
          ).map(BigInt);
          if (expected.length > count) grown++;
          const share = shareOf(from);
          const { value, mac } = expand(share, from, to);
          assert.deepEqual(Array.from(value), expected);
          assert.deepEqual(
            Array.from(mac!),
            expected.map((v) => v + 1000n),
          );
          assert.equal(expand({ value: share.value, mac: null }, from, to).mac, null);
        }
      }),
      { numRuns: NUM_RUNS, seed: 20273 },
    );
    assert.ok(grown > 50, `${grown}`);
  });

  it("of which the model knows a few by heart", () => {
    assert.deepEqual(modelOf([8, 1, 6, 1], [7, 1, 5]), [8, 7, 6, 5]);
    assert.deepEqual(modelOf([0, 3], [1, 3]), [0, 3]);
    assert.equal(modelOf([0], [2]), null);
    assert.equal(modelOf([2, 1], [8, 4, 3]), null);
    const column = nested(
      [2, 1],
      (
        () => () =>
          7
      )(),
    );
    assert.deepEqual(repeated(column, [2, 1], [2, 3]), [7, 7, 7, 7, 7, 7]);
    assert.deepEqual(repeated([4, 5], [2], [2, 2]), [4, 5, 4, 5]);
  });

  it("and none has more than 2^28 elements or 64 dimensions, a result neither", () => {
    const long = [2 ** 14, 1];
    assert.throws(() => broadcastShapes("add", long, [2 ** 15]), /add: no shape of 16384 × 32768/);
    assert.deepEqual(broadcastShapes("add", long, [2 ** 14]), [2 ** 14, 2 ** 14]);
    for (const shape of [-1, 0.5, Number.NaN, 2 ** 28 + 1, [2, -1], Array<number>(65).fill(1)])
      assert.throws(() => asShape("input", shape), /^RangeError: input: no shape of/);
    assert.deepEqual(asShape("input", 2 ** 28), [2 ** 28]);
    assert.deepEqual(asShape("input", Array<number>(64).fill(1)), Array(64).fill(1));
  });
});
