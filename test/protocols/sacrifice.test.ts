import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Field, Vector } from "../../algebra/field.ts";
import { referenceField } from "../../algebra/reference.ts";
import { Abort } from "../../network/abort.ts";
import { MacKey } from "../../protocols/mac-key.ts";
import {
  type Product,
  type Square,
  sacrificeProducts,
  sacrificeSquares,
} from "../../protocols/sacrifice.ts";
import { type AuthenticatedShare, dealSecrets, shifted, uniformVectors } from "../support/dealt.ts";
import { LONG } from "../support/long.ts";
import { type Options, type Outcome, runParties } from "../support/parties.ts";
import { assertBlamed, type Change, lie, seats } from "../support/tamper.ts";
import { assertWire } from "../support/wire.ts";

const field = referenceField((1n << 60n) - (1n << 18n) + 1n);

/** What is dealt, in the order of the secrets. */
type Kind = "products" | "squares";
interface Party {
  readonly key: MacKey;
  /** a, b, c, b̂, ĉ, or a, a², b, b². */
  readonly shares: AuthenticatedShare[];
}

/** The secrets of t products or squares, right ones. */
function secretsOf(f: Field, kind: Kind, t: number, seed: string): Vector[] {
  const [a, b, bHat] = uniformVectors(f, 3, t, seed) as [Vector, Vector, Vector];
  return kind === "products"
    ? [a, b, f.multiply(a, b), bHat, f.multiply(a, bHat)]
    : [a, f.multiply(a, a), b, f.multiply(b, b)];
}

const dealt = (f: Field, n: number, secrets: readonly Vector[], seed: string): Party[] =>
  dealSecrets(f, n, secrets, seed).map(({ key, shares }) => ({
    key: new MacKey("k", key),
    shares: [...shares],
  }));

const cut = ({ value, mac }: AuthenticatedShare, from: number, to?: number) => ({
  value: value.slice(from, to),
  mac: mac.slice(from, to),
});

type Range = readonly [from: number, to: number];

/** t items in groups: one alone; of the rest two halves that share what is thrown away, and what is left. */
function groupsOf(t: number): Range[][] {
  const half = Math.floor((t - 1) / 2);
  const middle = 1 + half;
  const groups: Range[][] = [[[0, 1]]];
  if (half > 0)
    groups.push([
      [1, middle],
      [middle, middle + half],
    ]);
  if (middle + half < t) groups.push([[middle + half, t]]);
  return groups;
}

const sumOf = (f: Field, shares: readonly AuthenticatedShare[]): AuthenticatedShare =>
  shares.reduce((x, y) => ({ value: f.add(x.value, y.value), mac: f.add(x.mac, y.mac) }));

/** All parties sacrifice their shares. */
const run = (f: Field, kind: Kind, parties: readonly Party[], options?: Options) =>
  runParties(
    parties.length,
    (s): Promise<void> => {
      const { key, shares } = parties[s.self]!;
      const session = s.child("sacrifice");
      const groups = groupsOf(shares[0]!.value.length).map((ranges) =>
        ranges.map(([from, to]) => shares.map((x) => cut(x, from, to))),
      );
      if (kind === "squares")
        return sacrificeSquares(
          session,
          f,
          key,
          groups.map((group) => ({
            squares: group.map(([a, square, b]) => ({ a, square, b }) as Square),
            bSquares: sumOf(
              f,
              group.map((x) => x[3]!),
            ),
          })),
        );
      return sacrificeProducts(
        session,
        f,
        key,
        groups.map((group) => ({
          products: group.map(([a, b, c, bHat]) => ({ a, b, c, bHat }) as Product),
          cHat: sumOf(
            f,
            group.map((x) => x[4]!),
          ),
        })),
      );
    },
    options,
  );

const assertRejected = (outcome: Outcome<void>, parties: readonly Party[], what: string) => {
  assertBlamed(outcome, null, "mac-check-failed", [], what);
  assert.ok(
    parties.every((p) => p.key.dead),
    what,
  );
};

describe("sacrifice", () => {
  for (const kind of ["products", "squares"] as const)
    it(`accepts right ${kind}`, () =>
      fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 2, max: 5 }),
          fc.integer({ min: 2, max: 20 }),
          fc.string(),
          async (n, t, seed) => {
            const parties = dealt(field, n, secretsOf(field, kind, t, seed), seed);
            const { results } = await run(field, kind, parties, { shuffle: true, seed });
            assert.deepEqual(results, Array(n).fill(undefined));
          },
        ),
        { numRuns: 15 },
      ));

  it("accepts whatever is linear in the second factor, such as a product of matrices", async () => {
    const [a, b, bHat] = [
      uniformVectors(field, 1, 6, "a")[0]!,
      ...uniformVectors(field, 2, 12, "b"),
    ];
    const product = (x: Vector, y: Vector) => field.matrixProduct(x, y, 2, 3, 4);
    for (const error of [0n, 1n]) {
      const c = shifted(field, product(a, b!), 5, error);
      const parties = dealt(field, 3, [a, b!, c, bHat!, product(a, bHat!)], "matrix");
      const outcome = await runParties(3, (s): Promise<void> => {
        const [x, y, z, yHat, zHat] = parties[s.self]!.shares;
        const products = [{ a: x!, b: y!, c: z!, bHat: yHat!, times: product }];
        return sacrificeProducts(s, field, parties[s.self]!.key, [{ products, cHat: zHat! }]);
      });
      if (error === 0n) assert.deepEqual(outcome.results, [undefined, undefined, undefined]);
      else assertRejected(outcome, parties, "an entry of C is one too large");
    }
  });

  const wrong: Record<string, [Kind, number, number]> = {
    "c + δ in the first triple": ["products", 2, 0],
    "c + δ in the last triple": ["products", 2, 4],
    "b of the product not the b that was authenticated": ["products", 1, 2],
    "b̂ of the product not the b̂ that was authenticated": ["products", 3, 2],
    "ĉ + δ": ["products", 4, 1],
    "a of the products not the a that was authenticated": ["products", 0, 3],
    "a² + δ in the first square": ["squares", 1, 0],
    "a of a square not the a that was authenticated": ["squares", 0, 4],
    "b² + δ": ["squares", 3, 2],
  };
  for (const [what, [kind, secret, at]] of Object.entries(wrong))
    it(`rejects ${what}, at every party, and the key dies`, async () => {
      for (const n of [2, 3]) {
        const secrets = secretsOf(field, kind, 5, what);
        secrets[secret] = shifted(field, secrets[secret]!, at);
        const parties = dealt(field, n, secrets, what);
        assertRejected(await run(field, kind, parties), parties, `n = ${n}`);
      }
    });

  // Items 1 and 3 share what is thrown away: under one coin for both these sums would come out right.
  const cancelling: Record<string, [Kind, number]> = {
    "c + δ and c' − δ": ["products", 2],
    "a² + δ and a'² − δ": ["squares", 1],
  };
  for (const [what, [kind, secret]] of Object.entries(cancelling))
    it(`rejects errors that cancel among products with one sum for their sacrifice: ${what}`, async () => {
      const secrets = secretsOf(field, kind, 5, what);
      for (const [at, delta] of [
        [1, 5n],
        [3, field.p - 5n],
      ] as const)
        secrets[secret] = shifted(field, secrets[secret]!, at, delta);
      const parties = dealt(field, 3, secrets, what);
      assertRejected(await run(field, kind, parties), parties, what);
    });

  it("rejects c + δ with ĉ + γ, and a wrong MAC contribution of any party to any share", async () => {
    const secrets = secretsOf(field, "products", 3, "both");
    for (const k of [2, 4]) secrets[k] = shifted(field, secrets[k]!, 1);
    const parties = dealt(field, 2, secrets, "both");
    assertRejected(await run(field, "products", parties), parties, "both");
    for (const kind of ["products", "squares"] as const)
      for (const { n, cheater } of seats.filter((seat) => seat.n < 4))
        for (let k = 0; k < (kind === "products" ? 5 : 4); k++) {
          const lying = dealt(field, n, secretsOf(field, kind, 3, "mac"), "mac");
          const share = lying[cheater]!.shares[k]!;
          lying[cheater]!.shares[k] = { ...share, mac: shifted(field, share.mac, 2) };
          assertRejected(await run(field, kind, lying), lying, `${kind}, share ${k}, n = ${n}`);
        }
  });

  it("rejects a ρ that is opened wrong", async () => {
    const addOne: Change = (m) => field.encode(shifted(field, field.decode(m, 4), 3));
    for (const kind of ["products", "squares"] as const)
      for (const { n, cheater } of seats) {
        const parties = dealt(field, n, secretsOf(field, kind, 4, "rho"), "rho");
        const tamper = lie({ from: cheater, tag: /sacrifice\/open$/ }, addOne);
        const outcome = await run(field, kind, parties, { tamper });
        assertBlamed(outcome, cheater, n === 2 ? "mac-check-failed" : "inconsistent-broadcast", []);
      }
  });

  /** What is added to which secret. */
  type Spoiled = readonly (readonly [secret: number, delta: bigint])[];

  /** Runs in which one wrong part is accepted, of `runs` in F_11. */
  async function accepted(kind: Kind, spoiled: Spoiled, runs: number) {
    const f = referenceField(11n);
    let count = 0;
    for (let k = 0; k < runs; k++) {
      const seed = `${kind}-${k}`;
      const secrets = secretsOf(f, kind, 2, seed);
      for (const [k, delta] of spoiled) secrets[k] = shifted(f, secrets[k]!, 0, delta);
      const { results } = await run(f, kind, dealt(f, 2, secrets, seed), { seed, grace: 0 });
      if (!(results[0] instanceof Abort)) count++;
    }
    return count;
  }
  const bounds: [string, Kind, Spoiled, number][] = [
    // τ = t·δ: accepted iff t, the MAC check's coin or α is 0.
    ["c + δ", "products", [[2, 1n]], 1 - (10 / 11) ** 3],
    // τ = t² − 4: two coins t accept.
    [
      "a² + 1 and b² + 4",
      "squares",
      [
        [1, 1n],
        [3, 4n],
      ],
      1 - (9 / 11) * (10 / 11) ** 2,
    ],
  ];
  for (const [what, kind, spoiled, exact] of bounds)
    it(`has the soundness error of its coin and of the MAC check, both ways, in F_11: ${what}`, async () => {
      const runs = LONG ? 800 : 400;
      const rate = (await accepted(kind, spoiled, runs)) / runs;
      const margin = 5 * Math.sqrt((exact * (1 - exact)) / runs);
      assert.ok(Math.abs(rate - exact) < margin, `accepted ${rate}, exactly ${exact}`);
    });

  it("costs one opened element a product, and the same rounds whatever the batch", async () => {
    const cost = async (n: number, t: number) => {
      const parties = dealt(field, n, secretsOf(field, "products", t, "cost"), "cost");
      const { traffic } = await run(field, "products", parties);
      return [traffic[0]!.rounds, traffic[0]!.bytesSent[1]!];
    };
    assert.deepEqual(await cost(2, 2), [8, 304 - 8 + 16]);
    assert.deepEqual(await cost(3, 2), [11, 432 - 8 + 16]);
    assert.deepEqual(await cost(3, 300), [11, 432 - 8 + 8 * 300]);
  });

  it("keeps its wire format", async () => {
    for (const kind of ["products", "squares"] as const) {
      const parties = dealt(field, 3, secretsOf(field, kind, 5, "wire"), "wire");
      const { transcript } = await run(field, kind, parties, { seed: "wire" });
      assertWire(`protocols/sacrifice/${kind}`, transcript);
    }
  });

  it("treats an empty batch or group, plain shares and lengths that differ as bugs", async () => {
    const key = () => new MacKey("k", BigUint64Array.of(1n));
    const share = { value: BigUint64Array.of(1n), mac: BigUint64Array.of(1n) };
    const plain = { ...share, mac: null };
    const short = { ...share, mac: new BigUint64Array(2) };
    const right = { a: share, b: share, c: share, bHat: share };
    for (const [groups, error] of [
      [[], /^RangeError/],
      [[{ products: [], cHat: share }], /^RangeError: sacrifice: of nothing/],
      [[{ products: [right], cHat: plain }], /^TypeError: sacrifice: a plain share/],
      [[{ products: [{ ...right, c: plain }], cHat: share }], /^TypeError: sacrifice: a plain/],
      [[{ products: [right], cHat: short }], /^RangeError: sacrifice: 1 values, 2 MAC/],
    ] as const)
      await assert.rejects(
        runParties(2, (s) => sacrificeProducts(s, field, key(), groups)),
        error,
      );
    for (const groups of [[], [{ squares: [], bSquares: share }]])
      await assert.rejects(
        runParties(2, (s) => sacrificeSquares(s, field, key(), groups)),
        /^RangeError/,
      );
  });
});
