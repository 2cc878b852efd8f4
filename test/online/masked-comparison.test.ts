/** Comparisons of residues under every mask, p − 1 included, in F_1009, whose prime is 2^10 − 2^4 + 1. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { referenceField } from "../../algebra/reference.ts";
import type { Kernel } from "../../online/kernel.ts";
import { isNegative } from "../../operations/comparison/is-negative.ts";
import { isZeroShares } from "../../operations/comparison/is-zero.ts";
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
