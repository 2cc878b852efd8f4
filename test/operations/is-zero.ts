/**
 * x = 0?, to everybody, element by element: an operation that the tests add.
 *
 *   formula    v = ρ·x with ρ uniform; x = 0 gives v = 0, any other a uniform v, which is 0 with probability 1/p
 *   rounds     1, and the output's
 *   traffic    3t elements to each
 *   items      t random elements, t triples
 *   security   v says no more than whether x is 0, once x − a and ρ − b are checked: with x − a shifted by one v is
 *              ρ·(x + 1). `output` checks both before it opens v
 *   deviation  the product's material is one promise, so that nothing is asked for between two rounds
 */
import { RANDOM, takeRandoms } from "../../items/kinds/random.ts";
import { TRIPLE, type Triples, takeTriples } from "../../items/kinds/triple.ts";
import type { Kernel } from "../../online/kernel.ts";
import { partOf, recombine } from "../../online/local-maps.ts";
import { otherOperation, type Plain } from "../../online/operation.ts";
import type { Secret } from "../../online/values.ts";
import { EDGES, ones } from "../../operations/examples.ts";
import { type SecurityTerm, times } from "../../protocols/security.ts";
import { maskShares, type Share } from "../../protocols/share.ts";

/** ρ = 0, and x is taken for zero. */
export const ZERO_TESTS: SecurityTerm = {
  name: "zero tests",
  rule: "adds",
  bound: { numerator: 1, over: "p" },
};

interface Material {
  readonly factors: Share;
  readonly triples: Triples;
}

async function materialOf(k: Kernel, t: number): Promise<Material> {
  const [factors, triples] = await Promise.all([takeRandoms(k, t), takeTriples(k, t)]);
  return { factors, triples };
}

/** ⟦ρ·x⟧ */
export function blinded(k: Kernel, x: Share): Promise<Share> {
  const t = x.value.length;
  return k.open({
    label: `is-zero ${t}`,
    opens: 2 * t,
    material: materialOf(k, t),
    masked: ({ factors, triples: { a, b } }: Material) => [
      maskShares(x, a),
      maskShares(factors, b),
    ],
    finish: (opened, { triples }) =>
      recombine(k.residues, triples, partOf(opened, 0, t), partOf(opened, t, 2 * t)),
  });
}

export const isZero = otherOperation<[x: Secret], boolean[]>({
  name: "isZero",
  does: "x = 0? to everybody, element by element; true of another x with probability 1/p",
  prepare(c, x: Secret) {
    const operands = [c.own(x)];
    const t = x.length;
    return {
      operands,
      cost: () => ({
        rounds: 2,
        opened: 3 * t,
        checks: t === 0 ? 0 : 2,
        items: [
          [RANDOM, t],
          [TRIPLE, t],
        ],
      }),
      terms: t === 0 ? [] : [times(ZERO_TESTS, t)],
      run: async (k, [a]) => Array.from(await k.output(await blinded(k, a!)), (v) => v === 0n),
    };
  },
  plain: (x: Plain) => x.values.map((v) => (v === 0n ? 1n : 0n)),
  examples: () => ones(EDGES),
});
