/** How near results are to the real numbers that they stand for, of every record that says so: at worst, and on average. */
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
import { CLEAR, EVERYWHERE, type Place } from "./everywhere.ts";
import {
  type Arguments,
  call,
  costOf,
  examplesOf,
  isSecret,
  plainsIn,
  RECORDS,
  replacing,
  shared,
} from "./examples.ts";

/** How far from a bound that nothing comes near it may be. */
const IDLE = 8;
/** An average is one of so many at least: in the clear, where they cost little. */
const MANY = 200;
const ENGINES = EVERYWHERE.filter((place) => place !== CLEAR);

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

/** What results of samples, all computed at once, are off by. */
async function errorsOf(
  of: Operation,
  place: Place,
  samples: readonly Arguments[],
): Promise<number[]> {
  const { real } = accuracyOf(of)!;
  // In the clear one party has the numbers that two have.
  const [results] = await place.run(ENGINES.includes(place) ? 2 : 1, (mpc) =>
    Promise.all(
      samples.map(async (args): Promise<Plain> => {
        const result = await call(mpc, of, await shared(mpc, args));
        assert.ok(isSecret(result));
        const { shape, scale }: Secret = result;
        return { shape, scale, values: await mpc.output(result) };
      }),
    ),
  );
  if (results instanceof Error) throw results;
  return results!.flatMap(({ values, scale }, k) => {
    const reals = real(...(samples[k] as readonly never[]));
    assert.equal(reals.length, values.length);
    return values.map((v, j) => errorOf(v, reals[j]!, scale));
  });
}

const average = (list: readonly number[]): number =>
  list.reduce((sum, v) => sum + v, 0) / list.length;

describe("a result is as near to the real number as its record says", () => {
  for (const of of RECORDS) {
    const accuracy = accuracyOf(of);
    if (accuracy === undefined) continue;
    const { ulps, mean, over, samples } = accuracy;
    const said = mean === undefined ? `${ulps} ulps` : `${ulps} ulps, ${mean} on average,`;
    for (const place of [...EVERYWHERE, DOWN])
      it(`${of.name} on ${place.name}: ${said} over ${over}`, async () => {
        const times = LONG ? 10 : mean !== undefined && !ENGINES.includes(place) ? 4 : 1;
        const seeds = Array.from({ length: times }, (_, k) => `${of.name} ${k}`);
        const drawn = seeds.flatMap((seed) => samples(drawing(seed)) as readonly Arguments[]);
        const errors = await errorsOf(of, place, drawn.map(givable));
        const worst = errors.reduce((most, v) => Math.max(most, v));
        assert.ok(worst <= ulps, `${worst} ulps`);
        assert.ok(worst >= ulps / IDLE, `never more than ${worst} ulps`);
        if (mean === undefined || errors.length < MANY) return;
        const found = average(errors);
        assert.ok(found <= mean, `${found} on average`);
        // The bound is that of rounding at random: to the nearest results are nearer.
        assert.ok(place === DOWN || found >= mean / IDLE, `never more than ${found} on average`);
      });
  }

  it("sigmoidPiecewise is within 0.065 of the sigmoid, and 0.02 on average over |x| ≤ 8", async () => {
    const scale = 16;
    const x = Array.from({ length: 4001 }, (_, j) => (j - 2000) / 250).concat(8 / 3, -8 / 3);
    for (const rounding of ["floor", "probabilistic"] as const) {
      const [mpc] = clearMpc(1, REAL, { turn: setImmediate, seed: "piecewise", rounding });
      const given = await mpc!.sigmoidPiecewise(mpc!.constant(x, x.length, { scale }));
      const found = await mpc!.outputNumbers(given);
      const errors = found.map((v, j) => Math.abs(v - 1 / (1 + Math.exp(-x[j]!))));
      const worst = Math.max(...errors);
      assert.ok(worst <= 0.065 && worst > 0.064, `${worst}`);
      assert.equal(errors.indexOf(worst) >= 4001, true, "not at ±8/3");
      assert.ok(average(errors) <= 0.02 && average(errors) > 0.017, `${average(errors)}`);
    }
  });

  it("which every record says that rounds what it is given at random", () => {
    const random = RECORDS.filter((of) =>
      examplesOf(of, 0).some(
        (args) =>
          plainsIn(args).length > 0 &&
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
