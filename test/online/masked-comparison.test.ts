/** Comparisons of residues under every mask, p − 1 included, in F_1009, whose prime is 2^10 − 2^4 + 1. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { referenceField } from "../../algebra/reference.ts";
import type { Kernel } from "../../online/kernel.ts";
import { isNegative } from "../../operations/comparison/is-negative.ts";
import { isZeroShares } from "../../operations/comparison/is-zero.ts";
import { signBits } from "../../operations/comparison/sign-bits.ts";
import type { Share } from "../../protocols/share.ts";
import { LONG } from "../support/long.ts";
import { alone, comparisonMasks, kernelAlone } from "./alone.ts";

const P = 1009;
const MOST = (P - 1) / 2;
const field = referenceField(BigInt(P));
const every = Array.from({ length: P }, (_, j) => j);

/** Around what may be special of a residue: 0, the largest, half of it, and powers of two. */
const EDGES = [0, 1, P - 2, P - 1, MOST, MOST + 1, 15, 16, 511, 512, 513, 992, 993];

/** x and r: of all x under special masks, of special x under all masks; in the long form of all. */
const PAIRS = LONG
  ? every.flatMap((x) => every.map((r) => [x, r] as const))
  : EDGES.flatMap((edge) => every.flatMap((j) => [[edge, j] as const, [j, edge] as const]));

async function compared(of: (k: Kernel, x: Share) => Promise<Share>): Promise<number[]> {
  const x = field.fromIntegers(PAIRS.map(([residue]) => residue));
  const r = BigUint64Array.from(PAIRS, ([, mask]) => BigInt(mask));
  const { kernel } = kernelAlone(field, () => comparisonMasks(field, r));
  const { value } = await of(kernel, alone(x));
  return Array.from(value, Number);
}

/** The columns of digit masks r, s, ρ, by arithmetic of their own. */
function digitMasksOf(r: readonly number[], s: readonly number[], rho: readonly number[]) {
  const ofAll = (f: (x: number, k: number) => number) =>
    BigUint64Array.from(r, (x, k) => BigInt(f(x, k)));
  return [
    ofAll((x) => x),
    ...Array.from({ length: field.bits }, (_, i) => ofAll((x) => (x >> i) % 2)),
    ...Array.from({ length: field.bits / 2 }, (_, j) =>
      ofAll((x) => ((x >> (2 * j)) % 4 === 3 ? 1 : 0)),
    ),
    ofAll((_, k) => s[k]!),
    ofAll((x, k) => (x + s[k]!) % 2),
    ofAll((_, k) => rho[k]!),
  ];
}

/** Signs of all pairs with s = 0 and then with s = 1, by products; and what was opened, the last of which is v. */
async function byProducts() {
  const all = [...PAIRS, ...PAIRS];
  const x = field.fromIntegers(all.map(([residue]) => residue));
  const masks = digitMasksOf(
    all.map(([, r]) => r),
    all.map((_, k) => (k < PAIRS.length ? 0 : 1)),
    all.map((_, k) => 1 + (k % (P - 1))),
  );
  const { kernel, opened } = kernelAlone(field, () => masks, "product");
  const { negative, zero } = await signBits(kernel, { value: x, mac: null });
  const { value } = await isNegative(kernel, { value: x, mac: null });
  return { all, negative: negative.value, alone: value, zero: zero.value, v: opened.at(-1)! };
}

describe("comparisons by products under every mask and both s", () => {
  it("x < 0 and x = 0 are right of all residues, and v = 0 says s ⊕ [c < r]", async () => {
    const { all, negative, alone, zero, v } = await byProducts();
    for (const [j, [x, r]] of all.entries()) {
      const what = `x = ${x}, r = ${r}, ${j < PAIRS.length ? "s = 0" : "s = 1"}`;
      assert.ok(Number(negative[j]) === Number(x > MOST), `${what}: ${negative[j]}`);
      assert.ok(Number(alone[j]) === Number(x > MOST), `${what}: ${alone[j]}`);
      assert.ok(Number(zero[j]) === Number(x === 0), `${what}: ${zero[j]}`);
      const wraps = (2 * x + r) % P < r;
      assert.ok((v[j] === 0n) === (j >= PAIRS.length !== wraps), `${what}: v = ${v[j]}`);
    }
  });

  it("v is 0 half of the time, whatever x and r are, and what else it is says nothing of them", async () => {
    // With every ρ: 0 for one s, each of 1 … p − 1 once for the other.
    for (const [x, r] of [
      [0, 0],
      [1, P - 1],
      [MOST, 5],
      [P - 1, 512],
      [MOST + 1, P - 1],
    ] as const)
      for (const s of [0, 1]) {
        const every = Array.from({ length: P - 1 }, (_, k) => k + 1);
        const of = <T>(one: T) => every.map(() => one);
        const masks = digitMasksOf(of(r), of(s), every);
        const { kernel, opened } = kernelAlone(field, () => masks, "product");
        await isNegative(kernel, { value: field.fromIntegers(of(x)), mac: null });
        const zeros = (2 * x + r) % P < r !== (s === 1);
        const v = Array.from(opened.at(-1)!, Number).sort((a, b) => a - b);
        assert.deepEqual(v, zeros ? of(0) : every, `x = ${x}, r = ${r}, s = ${s}`);
      }
  });
});

describe("comparisons under every mask", () => {
  it("x < 0 is right of all residues", async () => {
    const given = await compared(isNegative);
    for (const [j, [x, r]] of PAIRS.entries())
      assert.ok(given[j] === Number(x > MOST), `x = ${x}, r = ${r}: ${given[j]}`);
  });

  it("x = 0 is right of all residues", async () => {
    const given = await compared(isZeroShares);
    for (const [j, [x, r]] of PAIRS.entries())
      assert.ok(given[j] === Number(x === 0), `x = ${x}, r = ${r}: ${given[j]}`);
  });
});
