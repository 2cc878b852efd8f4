/** Every operation under masks that come up in no run: with those at the ends of a range sums wrap, or just do not. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hash } from "../../crypto/hash.ts";
import { Prg } from "../../crypto/prg.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import { type ItemKind, kindOf } from "../../items/kinds.ts";
import { toSigned } from "../../online/numbers.ts";
import type { Expected, Operation, Plain } from "../../online/operation.ts";
import { SharedSecret } from "../../online/shared-secret.ts";
import { alone, kernelAlone } from "../online/alone.ts";
import { REAL } from "../online/parties.ts";
import { examplesOf, plainsIn, prepared, RECORDS } from "./examples.ts";

const { p } = REAL;
/** Residues of masks: the ends of the field, of its top bit, and of what numbers are raised by. */
const MASKS = [0n, p - 1n, 2n ** 59n - 1n, 2n ** 59n, 2n ** 58n, 2n ** 58n - 1n];

/** Masks that all are r; what else is random is from a seed. */
function under(r: bigint) {
  const coins = new Prg(nodeSuite, hash(nodeSuite, "spdz-lab/test/v1", `edge masks ${r}`));
  return kernelAlone(REAL, (item: ItemKind, count) => {
    const drawn = kindOf(item).uniform(item).filter(Boolean);
    return kindOf(item).complete(
      ...([REAL, coins, item as never, count] as const),
      drawn.map(() => new BigUint64Array(count).fill(r)),
    );
  }).kernel;
}

/** Those whose result is a secret made of secrets, by openings; but for one in which parties tell each other something. */
const opens = (of: Operation): boolean =>
  of.form === "secret" &&
  of.name !== "shuffle" &&
  examplesOf(of, 0).some((args) => plainsIn(args).length > 0);

async function resultOf(of: Operation, args: readonly unknown[], r: bigint, exact: boolean) {
  const call = prepared(of, args, {
    n: 1,
    rounding: exact ? "floor" : "probabilistic",
    shareOf: ({ values }) => alone(REAL.fromIntegers(values)),
  });
  assert.ok("gives" in call && "cost" in call);
  const { value } = await call.run(under(r), call.operands.map(SharedSecret.shareOf));
  const { shape, scale } = call.gives;
  return { shape, scale, values: toSigned(REAL, value) } satisfies Plain;
}

describe("under masks at the ends of their ranges a result is what its record says", () => {
  for (const of of RECORDS.filter(opens))
    it(of.name, async () => {
      for (const args of examplesOf(of, 0))
        for (const r of MASKS)
          for (const exact of [false, true]) {
            const expected = of.plain(...(args as readonly never[])) as Expected;
            const given = await resultOf(of, args, r, exact);
            const what = `${r}${exact ? ", exact" : ""}: ${given.values}`;
            if (typeof expected === "function") assert.ok(expected(given), what);
            else assert.deepEqual(given, expected, what);
          }
    });
});
