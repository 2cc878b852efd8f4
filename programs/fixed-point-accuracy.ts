/**
 * How near functions in fixed point come to the real ones: worst and mean, in units in the last place. For measuring. The
 * functions are computed in the clear, by party 0 alone, however the run is secured: so both ways to round can be asked
 * for. With "floor" the values are those of every engine, bit by bit. With "probabilistic" each is one draw of many.
 *
 *   input    none: numbers are drawn from a seed, as often in each octave of the range that the claim is over
 *   learned  by party 0: worst and mean of each function
 */
import { z } from "zod";
import type { Secret } from "../online/values.ts";
import { clearMpc } from "../operations/clear.ts";
import type { Mpc } from "../operations/mpc.ts";
import { type About, parseArguments } from "./about.ts";

const schema = z.strictObject({
  scale: z.int().min(4).max(24).default(16),
  rounding: z.enum(["probabilistic", "floor"]).default("floor"),
  /** Numbers that each function is tried on. */
  count: z.int().min(1).max(100_000).default(100),
  seed: z.int().min(0).default(1),
});
export type FixedPointAccuracyArgs = z.infer<typeof schema>;

export const about: About<FixedPointAccuracyArgs> = {
  name: "fixed-point-accuracy",
  does: "how near functions in fixed point come to the real ones, computed in the clear (for measuring)",
  learns: ["party 0: worst and mean error of each function"],
  schema,
};

/** Uniform between two numbers. */
type Draw = (least: number, greatest: number) => number;

/** A whole number near 2^least … 2^greatest, as often in each octave. */
const power = (draw: Draw, least: number, greatest: number): number =>
  Math.round(2 ** draw(least, greatest));
const signed = (draw: Draw, size: number): number => (draw(0, 1) < 0.5 ? -size : size);

export interface Case {
  readonly name: string;
  /** What the operation's record claims: the most that it is off, in units in the last place. */
  readonly claim: number;
  /** The largest scale of that claim. */
  readonly most: number;
  /** Operands of one call, as integers value·2^scale, for results at scale f. */
  draw(f: number, draw: Draw): readonly number[];
  /** The scale of the operands; f unless given. */
  readonly from?: (f: number) => number;
  call(mpc: Mpc, x: readonly Secret[], f: number): Promise<Secret>;
  real(...x: number[]): number;
}

const [DIVISOR, FACTOR] = [455, 1 / 3];
/** FACTOR as it is taken at f fractional bits. */
const taken = (f: number) => Math.round(FACTOR * 2 ** f) / 2 ** f;

/** Of results from 2^-f to 2^(22 − f): `perBit` more doubles them. */
const exponent = (perBit: number) => (f: number, draw: Draw) => [
  Math.round(draw(-f, 22 - f) * perBit * 2 ** f),
];
const anySign = (f: number, draw: Draw) => [signed(draw, power(draw, 0, Math.min(57, f + 5)))];
const positive = (_: number, draw: Draw) => [power(draw, 0, 57)];

export const CASES: readonly Case[] = [
  {
    name: "reciprocal",
    claim: 1.2,
    most: 24,
    draw: (f, draw) => [signed(draw, power(draw, Math.max(0, 2 * f - 22), 57))],
    call: (mpc, [x]) => mpc.reciprocal(x!),
    real: (x) => 1 / x,
  },
  {
    name: "divideFixed",
    claim: 2.2,
    most: 24,
    draw: (f, draw) => {
      const x = power(draw, 0, 28);
      return [signed(draw, x), Math.max(Math.ceil((x * 2 ** f) / 2 ** 22), power(draw, 0, 40))];
    },
    call: (mpc, [x, y]) => mpc.divideFixed(x!, y!),
    real: (x, y) => x / y!,
  },
  {
    name: "sqrt",
    claim: 1.2,
    most: 24,
    draw: (f, draw) => [power(draw, 0, 44 - f)],
    call: (mpc, [x]) => mpc.sqrt(x!),
    real: Math.sqrt,
  },
  {
    name: "inverseSqrt",
    claim: 1.2,
    most: 24,
    draw: (f, draw) => [power(draw, Math.max(0, 3 * f - 44), 57)],
    call: (mpc, [x]) => mpc.inverseSqrt(x!),
    real: (x) => 1 / Math.sqrt(x),
  },
  {
    name: "exp",
    claim: 1.2,
    most: 24,
    draw: exponent(Math.LN2),
    call: (mpc, [x]) => mpc.exp(x!),
    real: Math.exp,
  },
  {
    name: "exp2",
    claim: 1.2,
    most: 24,
    draw: exponent(1),
    call: (mpc, [x]) => mpc.exp2(x!),
    real: (x) => 2 ** x,
  },
  {
    name: "log",
    claim: 1.1,
    most: 17,
    draw: positive,
    call: (mpc, [x]) => mpc.log(x!),
    real: Math.log,
  },
  {
    name: "log2",
    claim: 1.1,
    most: 17,
    draw: positive,
    call: (mpc, [x]) => mpc.log2(x!),
    real: Math.log2,
  },
  {
    name: "sigmoid",
    claim: 1.2,
    most: 22,
    draw: anySign,
    call: (mpc, [x]) => mpc.sigmoid(x!),
    real: (x) => 1 / (1 + Math.exp(-x)),
  },
  {
    name: "sigmoidPiecewise",
    claim: 1,
    most: 24,
    draw: anySign,
    call: (mpc, [x]) => mpc.sigmoidPiecewise(x!),
    real: (x) => Math.min(1, Math.max(0, 1 / 2 + (3 * x) / 16)),
  },
  {
    name: "tanh",
    claim: 1.3,
    most: 22,
    draw: anySign,
    call: (mpc, [x]) => mpc.tanh(x!),
    real: Math.tanh,
  },
  {
    name: "multiplyFixed",
    claim: 1,
    most: 24,
    draw: (_, draw) => [signed(draw, power(draw, 0, 26)), signed(draw, power(draw, 0, 26))],
    call: (mpc, [x, y]) => mpc.multiplyFixed(x!, y!),
    real: (x, y) => x * y!,
  },
  {
    name: "multiplyPublicFixed",
    claim: 1,
    most: 24,
    draw: (_, draw) => [signed(draw, power(draw, 0, 28))],
    call: (mpc, [x], f) => mpc.multiplyPublicFixed(x!, FACTOR, f),
    real: (x, f) => x * taken(f!),
  },
  {
    name: "dividePublicFixed",
    claim: 2,
    most: 24,
    draw: (_, draw) => [signed(draw, power(draw, 0, 52))],
    call: (mpc, [x]) => mpc.dividePublicFixed(x!, DIVISOR),
    real: (x) => x / DIVISOR,
  },
  {
    name: "truncate",
    claim: 1,
    most: 24,
    draw: (_, draw) => [signed(draw, power(draw, 0, 52))],
    from: (f) => 2 * f,
    call: (mpc, [x], f) => mpc.truncate(x!, f),
    real: (x) => x,
  },
];

interface Found {
  readonly worst: number;
  readonly mean: number;
  readonly claim: number;
}

export default async function fixedPointAccuracy({ self }: Mpc, args: unknown) {
  const { scale, rounding, count, seed } = parseArguments(about, args);
  // One party is enough: the others would find the same.
  if (self > 0) return null;
  const functions: Record<string, Found> = {};
  for (const of of CASES)
    if (scale <= of.most) functions[of.name] = await errorsOf(of, scale, rounding, count, seed);
  const shares = Object.values(functions).map(({ worst, claim }) => worst / claim);
  return { functions, worstOfClaim: Math.max(...shares) };
}

async function errorsOf(
  of: Case,
  f: number,
  rounding: FixedPointAccuracyArgs["rounding"],
  count: number,
  seed: number,
): Promise<Found> {
  const uniform = uniformFrom(seed);
  const draw: Draw = (least, greatest) => least + (greatest - least) * uniform();
  const [mpc] = clearMpc(1, undefined, { rounding });
  const drawn = Array.from({ length: count }, () => of.draw(f, draw));
  const own = of.from?.(f) ?? f;
  const operands = drawn[0]!.map((_, k) =>
    mpc!.constant(
      drawn.map((x) => x[k]! / 2 ** own),
      count,
      { scale: own },
    ),
  );
  const results = await mpc!.output(await of.call(mpc!, operands, f));
  let [worst, sum] = [0, 0];
  for (const [j, v] of results.entries()) {
    const ideal = of.real(...drawn[j]!.map((x) => x / 2 ** own), f) * 2 ** f;
    const error = Math.abs(Number(v) - ideal);
    worst = Math.max(worst, error);
    sum += error;
  }
  return { worst, mean: sum / count, claim: of.claim };
}

/** Numbers in [0, 1): a linear congruential generator (Park and Miller). */
function uniformFrom(seed: number): () => number {
  let state = (seed % 2147483646) + 1;
  const next = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  // Small seeds begin small.
  for (let k = 0; k < 10; k++) next();
  return next;
}
