/** How near functions in fixed point come to the real ones: worst and mean, as their cards say. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hash } from "../../crypto/hash.ts";
import { Prg } from "../../crypto/prg.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import type { Rounding } from "../../online/evaluator.ts";
import type { Secret } from "../../online/values.ts";
import { clearMpc } from "../../operations/clear.ts";
import type { Mpc } from "../../operations/mpc.ts";
import { REAL } from "../online/parties.ts";
import { LONG } from "../support/long.ts";

/** A whole number near 2^least … 2^greatest, as often in each octave. */
type Draw = (least: number, greatest: number) => number;

interface Case {
  readonly name: string;
  /** In words. */
  readonly over: string;
  readonly scales: readonly number[];
  /** Operands as integers, value·2^f. */
  draw(f: number, draw: Draw): readonly number[];
  call(mpc: Mpc, x: readonly Secret[]): Promise<Secret>;
  real(...x: number[]): number;
  /** In units in the last place. */
  readonly worst: number;
  readonly mean: number;
}

const CASES: readonly Case[] = [
  {
    name: "reciprocal",
    over: "|x| ≥ 2^(f−22)",
    scales: [1, 8, 16, 24],
    draw: (f, draw) => [signed(draw, Math.max(0, 2 * f - 22), 57)],
    call: (mpc, [x]) => mpc.reciprocal(x!),
    real: (x) => 1 / x,
    worst: 1.2,
    mean: 0.3,
  },
  {
    name: "sqrt",
    over: "0 < x ≤ 2^(44−2f)",
    scales: [1, 8, 16, 24],
    draw: (f, draw) => [draw(0, 44 - f)],
    call: (mpc, [x]) => mpc.sqrt(x!),
    real: Math.sqrt,
    worst: 1.2,
    mean: 0.35,
  },
  {
    name: "inverseSqrt",
    over: "x ≥ 2^(2f−44)",
    scales: [1, 8, 16, 24],
    draw: (f, draw) => [draw(Math.max(0, 3 * f - 44), 57)],
    call: (mpc, [x]) => mpc.inverseSqrt(x!),
    real: (x) => 1 / Math.sqrt(x),
    worst: 1.2,
    mean: 0.35,
  },
  ...(["log", "log2"] as const).map((name) => ({
    name,
    over: "x > 0",
    scales: [1, 8, 17],
    draw: (_: number, draw: Draw) => [draw(0, 57)],
    call: (mpc: Mpc, [x]: readonly Secret[]) => mpc[name](x!),
    real: Math[name],
    worst: 1.1,
    mean: 0.35,
  })),
  ...(["exp2", "exp"] as const).map((name) => ({
    name,
    over: `results from 2^-f to 2^(22−f)`,
    scales: [1, 8, 16, 24],
    draw: (f: number, draw: Draw) => {
      const [least, greatest] = [-f, 22 - f].map((v) => (name === "exp" ? v * Math.LN2 : v));
      return [
        Math.round(
          (least! + (greatest! - least!) * Math.log2(draw(20, 21)) - 20 * (greatest! - least!)) *
            2 ** f,
        ),
      ];
    },
    call: (mpc: Mpc, [x]: readonly Secret[]) => mpc[name](x!),
    real: (x: number) => (name === "exp" ? Math.exp(x) : 2 ** x),
    worst: 1.2,
    mean: 0.4,
  })),
  ...(["sigmoid", "tanh"] as const).map((name) => ({
    name,
    over: "all x",
    scales: [1, 8, 16, 22],
    draw: (f: number, draw: Draw) => [signed(draw, 0, Math.min(57, f + 5))],
    call: (mpc: Mpc, [x]: readonly Secret[]) => mpc[name](x!),
    real: (x: number) => (name === "tanh" ? Math.tanh(x) : 1 / (1 + Math.exp(-x))),
    worst: 1.3,
    mean: 0.45,
  })),
  {
    name: "divideFixed",
    over: "|x| ≤ 2^(28−f), |x/y| ≤ 2^(22−f)",
    scales: [1, 8, 16, 24],
    draw: (f, draw) => {
      const x = draw(0, 28);
      return [signed(() => x, 0, 0), Math.max(Math.ceil((x * 2 ** f) / 2 ** 22), draw(0, 40))];
    },
    call: (mpc, [x, y]) => mpc.divideFixed(x!, y!),
    real: (x, y) => x / y,
    worst: 2.2,
    mean: 0.5,
  },
];

const signed = (draw: Draw, least: number, greatest: number): number =>
  draw(least, greatest) * (draw(0, 1) === 1 ? -1 : 1);

/** The same numbers each time, by name. */
function drawing(seed: string): Draw {
  const prg = new Prg(nodeSuite, hash(nodeSuite, "test/fixed-accuracy", seed));
  const unit = () => Number(prg.elements(REAL, 1)[0]!) / Number(REAL.p);
  return (least, greatest) => Math.round(2 ** (least + (greatest - least) * unit()));
}

const COUNT = LONG ? 20000 : 500;

/** Errors in units in the last place. */
async function errorsOf(of: Case, f: number, rounding: Rounding, seed: string): Promise<number[]> {
  const draw = drawing(seed);
  const samples = Array.from({ length: COUNT }, () => of.draw(f, draw));
  const [mpc] = clearMpc(1, REAL, { turn: setImmediate, seed, rounding });
  const operands = samples[0]!.map((_, k) =>
    mpc!.constant(
      samples.map((x) => x[k]! / 2 ** f),
      COUNT,
      { scale: f },
    ),
  );
  const results = await mpc!.output(await of.call(mpc!, operands));
  return results.map((v, j) => {
    const ideal = of.real(...samples[j]!.map((x) => x / 2 ** f)) * 2 ** f;
    return Math.abs(Number(v) - ideal);
  });
}

describe("a function in fixed point is as near to the real one as its card says", () => {
  for (const of of CASES)
    for (const f of of.scales)
      for (const rounding of ["probabilistic", "floor"] as const)
        it(`${of.name} over ${of.over} at scale ${f}, ${rounding}: ${of.worst} ulps, mean ${of.mean}`, async () => {
          const seed = `${of.name} ${f}`;
          const errors = await errorsOf(of, f, rounding, seed);
          const worst = Math.max(...errors);
          const mean = errors.reduce((sum, e) => sum + e, 0) / COUNT;
          assert.ok(worst <= of.worst, `worst ${worst}, seed ${seed}`);
          assert.ok(mean <= of.mean, `mean ${mean}, seed ${seed}`);
          assert.ok(worst >= of.worst / 5, `never more than ${worst}, seed ${seed}`);
        });
});
