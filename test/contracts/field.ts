/** What every field does, held against plain bigint arithmetic written out here. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Field, Vector } from "../../algebra/field.ts";

export interface FieldContractOptions {
  /** Lengths to try with extreme vectors: around the implementation's chunks. */
  readonly lengths: readonly number[];
  /** Shapes of matrix products to try with extreme matrices. */
  readonly shapes: readonly (readonly [rows: number, inner: number, columns: number])[];
}

const SMALL: FieldContractOptions = {
  lengths: [0, 1, 2, 3, 5, 64],
  shapes: [
    [1, 1, 1],
    [2, 3, 4],
    [3, 1, 2],
  ],
};

const vector = (values: Iterable<bigint>): Vector => BigUint64Array.from(values);
const list = (a: Vector): bigint[] => Array.from(a);

/** The residues where carries, borrows and limbs turn over. */
export function edgeValues(p: bigint): bigint[] {
  const near = [30n, 31n, 32n, 42n, 59n].flatMap((k) => [(1n << k) - 1n, 1n << k, (1n << k) + 1n]);
  const low = [0n, 1n, 2n, (p - 1n) / 2n, (p + 1n) / 2n, ...near];
  const residues = low.flatMap((x) => [x % p, (p - 1n - (x % p) + p) % p]);
  return [...new Set(residues)];
}

/** Extreme vectors of one length: constant, alternating, edges in turn, and a seeded uniform one. */
export function extremeVectors(p: bigint, length: number): Vector[] {
  const edges = edgeValues(p);
  const make = (f: (j: number) => bigint): Vector => vector(Array.from({ length }, (_, j) => f(j)));
  let state = 0x2545f4914f6cdd1dn;
  const next = (): bigint => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return ((state >> 3n) ^ (state >> 29n)) % p;
  };
  return [
    make(() => p - 1n),
    make(() => 0n),
    make((j) => (j % 2 === 0 ? p - 1n : 1n % p)),
    make((j) => edges[j % edges.length]!),
    make(() => next()),
  ];
}

export function fieldContract(
  name: string,
  make: () => Field,
  options: FieldContractOptions = SMALL,
): void {
  describe(`field contract: ${name}`, () => {
    const field = make();
    const { p } = field;
    const edges = edgeValues(p);
    const mod = (x: bigint): bigint => ((x % p) + p) % p;
    const pow = (x: bigint, e: bigint): bigint => {
      let r = 1n;
      for (let b = mod(x), k = e; k > 0n; k >>= 1n, b = mod(b * b)) if (k & 1n) r = mod(r * b);
      return r;
    };
    const element = fc.oneof(fc.constantFrom(...edges), fc.bigInt({ min: 0n, max: p - 1n }));
    const columns = (count: number): fc.Arbitrary<Vector[]> =>
      fc
        .integer({ min: 0, max: 33 })
        .chain((length) =>
          fc.array(fc.array(element, { minLength: length, maxLength: length }), {
            minLength: count,
            maxLength: count,
          }),
        )
        .map((rows) => rows.map(vector));
    const check = (count: number, law: (...vectors: Vector[]) => void): void =>
      fc.assert(
        fc.property(columns(count), (vectors) => {
          const before = vectors.map(list);
          law(...vectors);
          assert.deepEqual(vectors.map(list), before, "an argument was changed");
        }),
        { seed: 20_260_101, numRuns: 60 },
      );
    const equal = (actual: Vector, expected: readonly bigint[]): void => {
      assert.ok(actual instanceof BigUint64Array);
      assert.deepEqual(list(actual), expected.map(mod));
    };
    const zip = (a: Vector, f: (x: bigint, j: number) => bigint): bigint[] => list(a).map(f);
    const total = (xs: readonly bigint[]): bigint => xs.reduce((s, x) => s + x, 0n);
    const scalarOf = (a: Vector): Vector => vector([a[0] ?? p - 1n]);

    /** All the operations without conditions on their arguments, on five vectors of one length. */
    const laws = (a: Vector, b: Vector, c: Vector, d: Vector, e: Vector): void => {
      const s = scalarOf(e);
      const each = (actual: Vector, f: (x: bigint, j: number) => bigint) =>
        equal(actual, zip(a, f));
      each(field.add(a, b), (x, j) => x + b[j]!);
      each(field.subtract(a, b), (x, j) => x - b[j]!);
      each(field.negate(a), (x) => -x);
      each(field.multiply(a, b), (x, j) => x * b[j]!);
      each(field.multiply(a, a), (x) => x * x);
      each(field.multiplyAdd(a, b, c), (x, j) => x * b[j]! + c[j]!);
      each(field.addScalar(a, s), (x) => x + s[0]!);
      each(field.multiplyScalar(a, s), (x) => x * s[0]!);
      each(field.multiplyScalarAdd(a, s, c), (x, j) => x * s[0]! + c[j]!);
      equal(field.sum(a), [total(list(a))]);
      equal(field.dot(a, b), [total(zip(a, (x, j) => x * b[j]!))]);
      const { value, mac } = field.combine(a, b, c);
      equal(value, [total(zip(a, (x, j) => x * b[j]!))]);
      equal(mac, [total(zip(a, (x, j) => x * c[j]!))]);
      equal(field.combine(a, b, { plus: c, minus: d }).mac, [
        total(zip(a, (x, j) => x * (c[j]! - d[j]!))),
      ]);
      for (const k of [0n, 1n, s[0]!]) {
        const [first, second, alone] = [c.slice(), d.slice(), c.slice()];
        const lane = { c: first, a, b, k: vector([k]) };
        field.recombine([lane, { c: second, a: b, b: c, k: s }], d, e);
        field.recombine([{ ...lane, c: alone }], d, e);
        const product = zip(c, (x, j) => x + d[j]! * (b[j]! + k * e[j]!) + e[j]! * a[j]!);
        for (const out of [first, alone]) equal(out, product);
        const other = zip(d, (x, j) => x + d[j]! * (c[j]! + s[0]! * e[j]!) + e[j]! * b[j]!);
        equal(second, other);
      }
      const difference = list(field.subtract(a, b));
      const [x, y, z] = [a.slice(), b.slice(), new BigUint64Array(a.length)];
      for (const [out, plus, minus] of [
        [z, a, b] as const,
        [x, x, b] as const,
        [y, a, y] as const,
      ]) {
        field.subtractInto(out, plus, minus);
        equal(out, difference);
      }
    };

    it("computes what bigints compute, on random and edge vectors of any length", () => {
      check(5, laws as (...vectors: Vector[]) => void);
    });

    it("computes every pair of edge values", () => {
      const a = vector(edges.flatMap((x) => edges.map(() => x)));
      const b = vector(edges.flatMap(() => edges));
      laws(a, b, b, a, b.slice().reverse());
      for (const x of edges) {
        equal(
          field.multiplyScalar(b, vector([x])),
          zip(b, (y) => x * y),
        );
        const c = a.slice();
        field.recombine([{ c, a, b, k: vector([x]) }], b, b);
        equal(
          c,
          zip(a, (y, j) => y + b[j]! * b[j]! + b[j]! * y + x * b[j]! * b[j]!),
        );
      }
    });

    for (const length of options.lengths)
      it(`computes extreme vectors of length ${length}`, () => {
        const [top, zero, alternating, turning, uniform] = extremeVectors(p, length) as [
          Vector,
          Vector,
          Vector,
          Vector,
          Vector,
        ];
        laws(top, top, top, top, top);
        laws(uniform, turning, alternating, top, zero);
      });

    for (const [rows, inner, cols] of options.shapes)
      it(`multiplies matrices ${rows}×${inner}×${cols}`, () => {
        for (const [a, b] of [
          [extremeVectors(p, rows * inner)[0]!, extremeVectors(p, inner * cols)[0]!],
          [extremeVectors(p, rows * inner)[4]!, extremeVectors(p, inner * cols)[3]!],
        ] as const) {
          const expected: bigint[] = [];
          const [x, y] = [list(a), list(b)];
          for (let i = 0; i < rows; i++)
            for (let j = 0; j < cols; j++) {
              let sum = 0n;
              for (let l = 0; l < inner; l++) sum += x[i * inner + l]! * y[l * cols + j]!;
              expected.push(sum);
            }
          equal(field.matrixProduct(a, b, rows, inner, cols), expected);
        }
      });

    it("multiplies empty matrices and refuses others' shapes", () => {
      const a = vector([1n, 2n]);
      equal(field.matrixProduct(vector([]), vector([]), 2, 0, 3), [0n, 0n, 0n, 0n, 0n, 0n]);
      equal(field.matrixProduct(vector([]), vector([]), 2, 0, 1), [0n, 0n]);
      equal(field.matrixProduct(vector([]), a, 0, 1, 2), []);
      assert.throws(() => field.matrixProduct(a, a, 1, 2, 2), RangeError);
      assert.throws(() => field.matrixProduct(a, a, 2, 2, 1), RangeError);
    });

    it("raises to public powers", () => {
      check(1, (a) => {
        for (const e of [0n, 1n, 2n, 3n, 10n, p - 2n, p - 1n, p, (p - 1n) / 2n, p * p + 5n])
          equal(
            field.power(a!, e),
            zip(a!, (x) => (e === 0n ? 1n : pow(x, e))),
          );
      });
      assert.throws(() => field.power(vector([1n]), -1n), RangeError);
    });

    it("inverts, and refuses a zero without saying where", () => {
      for (const length of options.lengths)
        for (const a of [edges, list(extremeVectors(p, length)[4]!)]) {
          const nonzero = vector(a.filter((x) => x !== 0n));
          const before = list(nonzero);
          equal(
            field.inverse(nonzero),
            zip(nonzero, (x) => pow(x, p - 2n)),
          );
          assert.deepEqual(list(nonzero), before);
          for (const at of new Set([0, nonzero.length >> 1, nonzero.length])) {
            const bad = vector([...before.slice(0, at), 0n, ...before.slice(at)]);
            assert.throws(() => field.inverse(bad), {
              name: "RangeError",
              message: "inverse: 0 has none",
            });
          }
        }
    });

    it("takes the smaller square root of squares and refuses what is none", () => {
      for (const length of options.lengths) {
        const roots = [...edges, ...list(extremeVectors(p, length)[4]!)];
        const squares = field.multiply(vector(roots), vector(roots));
        equal(
          field.squareRoot(squares),
          roots.map((x) => (x < p - x ? x : mod(-x))),
        );
      }
      let none = 2n;
      while (pow(none, (p - 1n) / 2n) === 1n) none++;
      for (const bad of [
        none,
        mod(none * 4n),
        mod(none * pow(3n, 8n)),
        pow(none, (p - 1n) / 2n + 2n),
      ])
        if (pow(bad, (p - 1n) / 2n) === p - 1n)
          assert.throws(() => field.squareRoot(vector([1n, bad, 4n % p])), RangeError);
    });

    it("encodes 8 little-endian bytes per element and decodes them", () => {
      check(1, (a) => {
        const bytes = field.encode(a!);
        assert.equal(bytes.length, 8 * a!.length);
        const view = new DataView(bytes.buffer);
        assert.deepEqual(
          zip(a!, (_, j) => view.getBigUint64(8 * j, true)),
          list(a!),
        );
        equal(field.decode(bytes, a!.length), list(a!));
        bytes.fill(0);
        assert.deepEqual(list(field.decode(field.encode(a!), a!.length)), list(a!));
      });
      const shifted = new Uint8Array(17);
      shifted.set(field.encode(vector([p - 1n, 1n])), 1);
      equal(field.decode(shifted.subarray(1), 2), [p - 1n, 1n]);
    });

    it("adds encoded elements, in place or not, out of any alignment", () => {
      check(2, (a, b) => {
        const expected = zip(a!, (x, j) => mod(x + b![j]!));
        const bytes = new Uint8Array(8 * b!.length + 1);
        bytes.set(field.encode(b!), 1);
        const around = vector([7n % p, ...list(b!), 7n % p]);
        field.addEncoded(around.subarray(1, -1), a!, bytes.subarray(1));
        equal(around, [7n, ...expected, 7n]);
        const sums = a!.slice();
        field.addEncoded(sums, sums, bytes.subarray(1));
        equal(sums, expected);
      });
    });

    it("adds no residue that is not canonical, and nothing that does not fit", () => {
      for (const length of options.lengths.filter((l) => l > 0))
        for (const bad of [p, p + 1n, 1n << 63n, (1n << 64n) - 1n])
          for (const at of new Set([0, length >> 1, length - 1])) {
            const a = extremeVectors(p, length)[0]!;
            a[at] = bad;
            const sum = new BigUint64Array(length);
            assert.throws(() => field.addEncoded(sum, sum, new Uint8Array(a.buffer)), RangeError);
          }
      const bytes = field.encode(vector([1n, 2n]));
      const [one, two, three] = [1, 2, 3].map((length) => new BigUint64Array(length));
      assert.throws(() => field.addEncoded(one!, one!, bytes), RangeError);
      assert.throws(() => field.addEncoded(three!, three!, bytes), RangeError);
      assert.throws(() => field.addEncoded(one!, two!, bytes), RangeError);
      assert.throws(() => field.addEncoded(two!, one!, bytes), RangeError);
      assert.throws(() => field.addEncoded(two!, two!, bytes.subarray(1)), RangeError);
    });

    it("refuses residues that are not canonical, at every place, and other lengths", () => {
      for (const length of options.lengths.filter((l) => l > 0))
        for (const bad of [p, p + 1n, 2n * p, 1n << 63n, (1n << 63n) + 1n, (1n << 64n) - 1n])
          for (const at of new Set([0, length >> 1, length - 1])) {
            const a = extremeVectors(p, length)[0]!;
            a[at] = bad;
            assert.throws(() => field.decode(new Uint8Array(a.buffer), length), RangeError);
          }
      const bytes = field.encode(vector([1n, 2n]));
      for (const count of [0, 1, 3]) assert.throws(() => field.decode(bytes, count), RangeError);
      assert.throws(() => field.decode(bytes.subarray(1), 2), RangeError);
    });

    it("keeps of uniform bytes the masked candidates below p, in order", () => {
      const mask = (1n << BigInt(field.bits)) - 1n;
      const top = (1n << 64n) - 1n - mask;
      const rejected = [p, p + 1n, mask].filter((x) => x >= p && x <= mask);
      for (const length of options.lengths) {
        const good = list(extremeVectors(p, length)[4]!);
        equal(field.fromUniform(new Uint8Array(vector(good.map((x) => x | top)).buffer)), good);
        const half = length >> 1;
        const mixed = [...good.slice(0, half), ...rejected, ...good.slice(half), ...rejected];
        equal(field.fromUniform(new Uint8Array(vector(mixed).buffer)), good);
        equal(field.fromUniform(new Uint8Array(vector(mixed.map((x) => x | top)).buffer)), good);
      }
      assert.equal(p.toString(2).length, field.bits);
      assert.throws(() => field.fromUniform(new Uint8Array(9)), RangeError);
    });

    it("takes public integers of any sign and gives them back around 0", () => {
      const half = (p - 1n) / 2n;
      equal(field.fromIntegers([-1, 0, 1, -p, p, -half, 5n * p - 2n]), [
        p - 1n,
        0n,
        1n,
        0n,
        0n,
        p - half,
        p - 2n,
      ]);
      const signed = [0n, 1n, -1n, half, -half];
      assert.deepEqual(field.toSigned(field.fromIntegers(signed)), signed);
    });

    it("refuses lengths that do not fit", () => {
      const [a, b] = [vector([1n, 2n]), vector([1n])];
      const two = vector([1n, 2n]);
      for (const [name, wrong] of [
        ["add", () => field.add(a, b)],
        ["subtract", () => field.subtract(a, b)],
        ["multiply", () => field.multiply(a, b)],
        ["multiplyAdd", () => field.multiplyAdd(a, a, b)],
        ["addScalar", () => field.addScalar(a, two)],
        ["multiplyScalar", () => field.multiplyScalar(a, vector([]))],
        ["multiplyScalarAdd", () => field.multiplyScalarAdd(a, b, b)],
        ["multiplyScalarAdd", () => field.multiplyScalarAdd(a, two, a)],
        ["dot", () => field.dot(a, b)],
        ["combine", () => field.combine(a, a, b)],
        ["combine", () => field.combine(a, b, a)],
        ["combine", () => field.combine(a, a, { plus: a, minus: b })],
        ["combine", () => field.combine(a, a, { plus: b, minus: a })],
        ["subtractInto", () => field.subtractInto(a, a, b)],
        ["subtractInto", () => field.subtractInto(a, b, a)],
        ["subtractInto", () => field.subtractInto(b, a, a)],
        ["recombine", () => field.recombine([{ c: a, a, b: a, k: b }], a, b)],
        ["recombine", () => field.recombine([{ c: a, a, b: a, k: b }], b, a)],
        ["recombine", () => field.recombine([{ c: b, a, b: a, k: b }], a, a)],
        ["recombine", () => field.recombine([{ c: a, a: b, b: a, k: b }], a, a)],
        ["recombine", () => field.recombine([{ c: a, a, b, k: b }], a, a)],
        ["recombine", () => field.recombine([{ c: a, a, b: a, k: two }], a, a)],
      ] as const)
        assert.throws(wrong, (error) => {
          assert.ok(
            error instanceof RangeError && error.message.startsWith(`${name}: `),
            `${error}`,
          );
          return true;
        });
    });

    it("returns vectors of their own", () => {
      const a = vector([1n, 2n, 3n]);
      const first = field.add(a, a);
      field.multiply(a, a);
      equal(first, [2n, 4n, 6n]);
      assert.notEqual(first.buffer, a.buffer);
      assert.equal(first.buffer.byteLength, 24);
    });
  });
}
