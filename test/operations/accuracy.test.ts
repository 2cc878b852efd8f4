/** How near results are to the real numbers that they stand for, of every record that says so. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hash } from "../../crypto/hash.ts";
import { Prg } from "../../crypto/prg.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import type { TruncationMask } from "../../items/kinds/truncation-mask.ts";
import type { Accuracy, Draw, Operation, Plain, Real } from "../../online/operation.ts";
import type { Secret } from "../../online/values.ts";
import { clearMpc } from "../../operations/clear.ts";
import { REAL } from "../online/parties.ts";
import { LONG } from "../support/long.ts";
import { EVERYWHERE, type Place } from "./everywhere.ts";
import {
  type Arguments,
  call,
  costOf,
  examplesOf,
  isSecret,
  RECORDS,
  replacing,
  shared,
} from "./examples.ts";

/** How far from a bound that nothing comes near it may be. */
const IDLE = 8;

const DOWN: Place = {
  name: "clear, rounding down",
  run: (n, program) =>
    Promise.all(clearMpc(n, REAL, { turn: setImmediate, rounding: "floor" }).map(program)),
};

/** The same numbers each time, by name. */
function drawing(seed: string): Draw {
  const prg = new Prg(nodeSuite, hash(nodeSuite, "test/accuracy", seed));
  const word = () => prg.elements(REAL, 1)[0]!;
  return (least, greatest) => {
    const choice = Number(word() % 16n);
    const near = BigInt(choice - 10);
    if (choice === 0) return least;
    if (choice === 1) return greatest;
    if (choice > 11 && near >= least && near <= greatest) return near;
    return least + (((word() << 60n) + word()) % (greatest - least + 1n));
  };
}

/** Millionths of a unit in the last place, and what a double has of them where the real number is one. */
function errorOf(given: bigint, real: Real, scale: number): number {
  if (typeof real === "number") {
    const ideal = real * 2 ** scale;
    return Math.max(0, Math.abs(Number(given) - ideal) - Math.abs(ideal) * 2 ** -50);
  }
  const [numerator, denominator] = real;
  const apart = given * denominator - (numerator << BigInt(scale));
  const millionths = ((apart < 0n ? -apart : apart) * 1_000_000n) / denominator;
  return Number(millionths) / 1e6;
}

/** With what owners can give as doubles in place of fractions that have more digits. */
const givable = (args: Arguments): Arguments =>
  replacing(args, (x) =>
    x.scale === 0 ? x : { ...x, values: x.values.map((v) => BigInt(Number(v))) },
  );

const accuracyOf = ({ accuracy }: Operation) =>
  accuracy as unknown as Accuracy<readonly unknown[]> | undefined;

/** The most that results of samples are off by. */
async function worstOf(of: Operation, place: Place, samples: readonly Arguments[]) {
  const { real } = accuracyOf(of)!;
  const [results] = await place.run(2, async (mpc) => {
    const all: Plain[] = [];
    for (const args of samples) {
      const result = await call(mpc, of, await shared(mpc, args));
      assert.ok(isSecret(result));
      const { shape, scale }: Secret = result;
      all.push({ shape, scale, values: await mpc.output(result) });
    }
    return all;
  });
  if (results instanceof Error) throw results;
  let worst = 0;
  for (const [k, { values, scale }] of results!.entries()) {
    const reals = real(...(samples[k] as readonly never[]));
    assert.equal(reals.length, values.length);
    for (const [j, v] of values.entries()) worst = Math.max(worst, errorOf(v, reals[j]!, scale));
  }
  return worst;
}

describe("a result is as near to the real number as its record says", () => {
  for (const of of RECORDS) {
    const accuracy = accuracyOf(of);
    if (accuracy === undefined) continue;
    const { ulps, over, samples } = accuracy;
    for (const place of [...EVERYWHERE, DOWN])
      it(`${of.name} on ${place.name}: ${ulps} ulps over ${over}`, async () => {
        for (let k = 0; k < (LONG ? 10 : 1); k++) {
          const seed = `${of.name} ${k}`;
          const args = (samples(drawing(seed)) as readonly Arguments[]).map(givable);
          const worst = await worstOf(of, place, args);
          assert.ok(worst <= ulps, `${worst} ulps, seed ${seed}`);
          assert.ok(worst >= ulps / IDLE, `never more than ${worst} ulps, seed ${seed}`);
        }
      });
  }

  it("which every record says that rounds at random", () => {
    const random = RECORDS.filter((of) =>
      examplesOf(of, 0).some(
        (args) =>
          typeof of.plain(...(args as readonly never[])) === "function" &&
          costOf(of, args).items.some(
            ([item]) => item.kind === "truncation-mask" && !(item as TruncationMask).exact,
          ),
      ),
    );
    assert.ok(random.length >= 2);
    assert.deepEqual(
      random.filter((of) => accuracyOf(of) === undefined).map(({ name }) => name),
      [],
    );
  });

  it("and would not be if it were off by little more", () => {
    assert.equal(errorOf(5n, [9n, 4n], 1), 0.5);
    assert.equal(errorOf(-5n, [-9n, 4n], 1), 0.5);
    assert.equal(errorOf(5n, 2.25, 1) > 0.49, true);
    assert.equal(errorOf(1n << 57n, [1n << 57n, 1n], 0), 0);
  });
});
