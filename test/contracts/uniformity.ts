/**
 * The other half of the contract of preprocessing: what the shares of some parties say about those of the
 * others, and about the secrets. Nothing. Tested where every cell can be counted, in F_11 and F_3; in a large
 * field residues are sorted into eleven cells, by size.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Field, Vector } from "../../algebra/field.ts";
import { referenceField } from "../../algebra/reference.ts";
import { takeInputMasks } from "../../items/kinds/input-mask.ts";
import { KINDS, kindName, kindOf } from "../../items/kinds.ts";
import type { Share } from "../../protocols/share.ts";
import { biasesGiven, biasOf, chiSquare, chiSquareBound } from "../support/chi-square.ts";
import { exampleOf } from "./examples.ts";
import {
  type Asked,
  FAMILIES,
  fromAll,
  reconstruct,
  type Supply,
  type SupplyMaker,
  sharesIn,
} from "./preprocessing.ts";

/** What is tested, and on how many items. */
export interface UniformityCoverage {
  readonly field?: Field;
  readonly parties?: readonly number[];
  readonly families?: readonly (typeof FAMILIES)[number][];
  /** Items per share: 22,000 are ≥ 15 tuples in each of 11^3 cells; 5·11^3 is the least with three parties. */
  readonly items?: number;
  /** Whether to test a kind with so many parties; all by default. Some take long to make. */
  readonly include?: (kind: string, parties: number) => boolean;
  /** A matrix triple whose matrices have about as many elements. */
  readonly matrix?: { readonly rows: number; readonly inner: number; readonly columns: number };
}

const ITEMS = 22_000;
const MATRIX = { rows: 200, inner: 110, columns: 110 };

const masksOf = (owners: readonly number[], count: number): Asked =>
  owners.map((owner) => [kindName({ kind: "input-mask", owner }), count]);

export function uniformityContract(
  name: string,
  make: SupplyMaker,
  {
    field = referenceField(11n),
    parties = [2, 3],
    families = FAMILIES,
    include = () => true,
    items = ITEMS,
    matrix = MATRIX,
  }: UniformityCoverage = {},
): void {
  for (const family of families) {
    for (const n of parties)
      describe(`uniformity of ${name}, n = ${n}, ${family}`, () => {
        for (const { kind } of KINDS) {
          const { sample, sampled } = exampleOf(kind);
          const item = sample(matrix);
          if (!include(kind, n)) continue;
          it(`of a ${kind}, all parties but one see nothing of the secret or of each other`, async () => {
            const count = kindOf(item).single ? 1 : items;
            const supply = await make(n, field, family, `${name}/${kind}`, [
              [kindName(item), count],
            ]);
            const taken = await fromAll(supply, (p) => p.take(item, count));
            const shares = taken.map((columns) => sharesIn(item, field, family, columns));
            for (const k of sampled ?? shares[0]!.keys())
              assertHidden(
                field,
                supply,
                `${kind}, share ${k}`,
                shares.map((own) => own[k]!),
              );
            await supply.close();
          });
        }

        it("of every party's input masks, all parties but one see nothing, though the owner knows it", async () => {
          const owners = Array.from({ length: n }, (_, owner) => owner);
          const seed = `${name}/input-mask`;
          const supply = await make(n, field, family, seed, masksOf(owners, items));
          for (const owner of owners) {
            const taken = await fromAll(supply, (p) => takeInputMasks(p, owner, items));
            const shares = taken.map((m) => m.mask);
            assertHidden(field, supply, `input mask of P${owner}`, shares);
          }
          await supply.close();
        });
      });

    it(`${name}, ${family}: when x_1 + x_2 is opened, P_0 sees the sum and nothing else`, async () => {
      for (const x of [
        [0, 0],
        [1, 2],
        [2, 1],
        [1, 0],
      ] as const)
        assert.ok((await biasOfView(make, family, x, field)) < 1, `inputs ${x}`);
    });
  }
}

/** The largest number of residues that have a cell each. */
const MOST_CELLS = 1000;

/** How many cells residues are sorted into: one for each of a small field, eleven for a large one. */
const cellsOf = ({ p }: Field, small = 11): number => (p < MOST_CELLS ? Number(p) : small);

/** The cell of each residue: by size, in cells of equal length. */
function sorted(field: Field, x: Vector, small = 11): Vector {
  if (field.p < MOST_CELLS) return x;
  const length = Number(field.p) / small;
  return x.map((residue) => BigInt(Math.floor(Number(residue) / length)));
}

/**
 * Fails unless the shares of every n−1 parties, n ≤ 3, are uniform and independent given the secret: the
 * values, and the MAC shares; and unless a party's value share is independent of its MAC share, and of its
 * share of the next item.
 */
export function assertHidden(
  field: Field,
  supply: Pick<Supply, "parties">,
  what: string,
  shares: readonly Share[],
): void {
  const cells = cellsOf(field);
  const secret = sorted(field, reconstruct(field, supply as Supply, shares));
  const values = shares.map((s) => sorted(field, s.value));
  const macs = shares.flatMap((s) => (s.mac === null ? [] : [sorted(field, s.mac)]));
  for (const [column, vectors] of [
    ["value", values],
    ["MAC", macs],
  ] as const)
    for (const [absent, vector] of vectors.entries()) {
      // Alone, over all items: the sharpest look. One share in sixteen of 22,000 replaced is 13 times its bound.
      const alone = biasOf(cells, [vector]);
      assert.ok(alone < 1, `${what}: ${column} shares of P${absent} are biased: ${alone}`);
      const seen = vectors.filter((_, i) => i !== absent);
      const bias = biasGivenSecret(cells, secret, seen);
      assert.ok(bias < 1, `${what}: ${column} shares without P${absent} are biased: ${bias}`);
    }
  for (const [i, value] of values.entries()) {
    const next = [value.subarray(0, -1), value.subarray(1)];
    assert.ok(biasOf(cells, next) < 1, `${what}: P${i}'s shares depend on each other`);
    const mac = macs[i];
    if (mac !== undefined)
      assert.ok(biasOf(cells, [value, mac]) < 1, `${what}: P${i}'s value and MAC`);
  }
}

/** As biasOf, for each value of the secret on its own: the largest. Rare values are left out. */
function biasGivenSecret(p: number, secret: Vector, seen: readonly Vector[]): number {
  const bySecret = biasesGiven(p, secret, seen);
  assert.ok(
    bySecret.some((bias) => bias > 0),
    "no value of the secret is frequent enough",
  );
  return Math.max(...bySecret);
}

/**
 * The distribution of all that P_0 sees in F_3 when P_1 and P_2 share x_1 and x_2 and the sum is opened:
 * its shares of both masks, ε_1, ε_2, and P_1's share of the sum (P_2's follows from the sum). How far it
 * is from uniform, for these inputs; so it is the same for all.
 */
export async function biasOfView(
  make: SupplyMaker,
  family: (typeof FAMILIES)[number],
  [x1, x2]: readonly [number, number],
  of: Field = referenceField(3n),
): Promise<number> {
  // In F_3 every value has its cell, and in a large field x is a third of it, or two.
  const field = of.p < MOST_CELLS ? referenceField(3n) : of;
  const supply = await make(3, field, family, `view/${x1}/${x2}`, masksOf([1, 2], VIEWS));
  const [first, second] = await Promise.all(
    [1, 2].map((owner) => fromAll(supply, (p) => takeInputMasks(p, owner, VIEWS))),
  );
  await supply.close();
  const third = field.p < MOST_CELLS ? 1n : field.p / 3n;
  const input = (x: number) => new BigUint64Array(VIEWS).fill(BigInt(x) * third);
  const epsilon1 = field.subtract(input(x1), first![1]!.clear!);
  const epsilon2 = field.subtract(input(x2), second![2]!.clear!);
  const opened = field.add(first![1]!.mask.value, second![1]!.mask.value);
  const own = [first![0]!.mask.value, second![0]!.mask.value];
  const seen = [...own, epsilon1, epsilon2, opened];
  return biasOf(
    3,
    seen.map((column) => sorted(field, column, 3)),
  );
}

/** Runs of the view: ≥ 20 in each of 3^5 cells. */
const VIEWS = 22_000;

/** Whether every one of p residues occurs as often as it should: for samplers. */
export function assertFrequencies(what: string, counts: readonly number[], expected: number): void {
  const statistic = chiSquare(counts, expected);
  assert.ok(statistic < chiSquareBound(counts.length - 1), `${what}: ${counts} for ${expected}`);
}
