/**
 * Hospitals estimate together how long patients survive (Kaplan, Meier 1958), none showing its patients.
 *
 *   input    every party, of its own patients: how many die in each interval of days, and how many are seen at its beginning
 *   learned  by all: the curve, the share that survives each interval, rounded to 2^-bits
 *   hidden   everything else: patients, and the numbers of deaths and of patients at risk, of all hospitals together, too.
 *            (Numbers would be read off a curve with many bits: few are given by default.)
 *   trusted  a party's counts are its own business, and that there are at most `most` patients in all
 *
 * A patient is seen until the day of death, or until the last day that anything is known of the patient. Of N_t at risk
 * D_t die in interval t, and S_t = Π_{u ≤ t} (1 − D_u/N_u). Where nobody is at risk any more the curve goes on as it is.
 * All quotients are computed at once, their products in a tree. Numbers have 24 fractional bits: before it is rounded a
 * point is off by less than 2^-12, for at most 1000 patients and 256 intervals.
 */
import { z } from "zod";
import { UsageError } from "../host/usage-error.ts";
import type { Secret } from "../online/values.ts";
import type { Mpc } from "../operations/mpc.ts";
import { type About, parseArguments } from "./about.ts";
import { integerColumn, readingArguments } from "./data/column.ts";
import { invented } from "./data/invented.ts";
import { readTable } from "./data/table.ts";

/** Fractional bits while it is computed. */
const BITS = 24;
const DAYS = 100_000;

const schema = z.strictObject({
  /** CSV of this party's patients; "{party}" becomes the party's number. Without one patients are made up. */
  file: z.string().min(1).optional(),
  /** The last day that anything is known of a patient, from 0. */
  time: z.string().min(1).default("time"),
  /** 1 if the patient died on that day, 0 if not. */
  event: z.string().min(1).default("event"),
  ...readingArguments,
  /** Of an interval. */
  days: z.int().min(1).max(DAYS).default(90),
  intervals: z.int().min(1).max(256).default(12),
  /** There are no more patients, of all parties together. */
  most: z.int().min(1).max(1000).default(1000),
  /** Fractional bits of the curve. */
  bits: z.int().min(4).max(16).default(10),
  /** Of patients that are made up, of each party. */
  patients: z.int().min(1).max(1000).default(60),
  seed: z.int().min(0).max(0xffffffff).default(1),
});
export type KaplanMeierArgs = z.infer<typeof schema>;

export const about: About<KaplanMeierArgs> = {
  name: "kaplan-meier",
  does: "estimates how long the patients of several hospitals survive",
  learns: ["all parties: the survival curve of all patients together"],
  schema,
  check: (args, self) => void ownCounts(args, self),
};

export default async function kaplanMeier(mpc: Mpc, args: unknown) {
  const parsed = parseArguments(about, args);
  const { days, intervals, most, bits } = parsed;
  const own = ownCounts(parsed, mpc.self);
  const total = async (count: Float64Array): Promise<Secret> => {
    const parts = Array.from({ length: mpc.n }, (_, owner) =>
      mpc.input(owner, intervals, owner === mpc.self ? count : null, { range: [0, most] }),
    );
    return (await Promise.all(parts)).reduce((sum, part) => mpc.add(sum, part));
  };
  const [deaths, atRisk] = await Promise.all([total(own.deaths), total(own.atRisk)]);
  // Of nobody nobody dies: the quotient is 0 then, whatever it is divided by.
  const divisor = mpc.scaleUp(
    await mpc.maximum(atRisk, mpc.constant([1], [], { range: [1, 1] })),
    BITS,
  );
  const quotient = await mpc.multiply(deaths, await mpc.reciprocal(divisor));
  const survived = await mpc.clamp(mpc.addPublic(mpc.negate(quotient), 1), 0, 1);
  const curve = await productsUpTo(mpc, survived);
  const survival = await mpc.outputNumbers(
    await mpc.truncate(curve, BITS - bits, { rounding: "nearest" }),
  );
  return { days: Array.from({ length: intervals }, (_, t) => (t + 1) * days), survival };
}

/** x_0, x_0·x_1, x_0·x_1·x_2, …: ⌈log2⌉ products of all. */
async function productsUpTo(mpc: Mpc, x: Secret): Promise<Secret> {
  let all = x;
  for (let step = 1; step < x.length; step *= 2) {
    const longer = await mpc.multiplyFixed(
      mpc.rows(all, step, x.length),
      mpc.rows(all, 0, x.length - step),
    );
    all = mpc.stack([mpc.rows(all, 0, step), longer]);
  }
  return all;
}

/** By interval. @throws UsageError. */
function ownCounts(args: KaplanMeierArgs, self: number) {
  const { days, intervals, most } = args;
  const { time, event } = ownPatients(args, self);
  if (time.length > most)
    throw new UsageError(`kaplan-meier: party ${self} has ${time.length} patients, "most" ${most}`);
  const deaths = new Float64Array(intervals);
  const atRisk = new Float64Array(intervals);
  time.forEach((day, k) => {
    const last = Math.floor(day / days);
    for (let t = 0; t <= Math.min(last, intervals - 1); t++) atRisk[t]!++;
    if (event[k] === 1 && last < intervals) deaths[last]!++;
  });
  return { deaths, atRisk };
}

function ownPatients(args: KaplanMeierArgs, self: number) {
  const { file, time, event, patients, seed } = args;
  if (file === undefined) return examplePatients({ patients, seed }, self);
  const table = readTable(file, self);
  return {
    time: integerColumn(table, time, 0, DAYS, args),
    event: integerColumn(table, event, 0, 1, args),
  };
}

/** Made up: death on a day with mean 500, and something else that ends what is known with mean 1000; exponential. */
export function examplePatients(
  { patients, seed }: Pick<KaplanMeierArgs, "patients" | "seed">,
  party: number,
) {
  const draw = (what: string, mean: number) =>
    Array.from(invented(`kaplan-meier ${what} P${party}`, seed, 1_000_000, patients), (k) =>
      Math.floor(-mean * Math.log((k + 1) / 1_000_001)),
    );
  const [death, end] = [draw("death", 500), draw("end", 1000)];
  return {
    time: Float64Array.from(death, (day, k) => Math.min(day, end[k]!)),
    event: Float64Array.from(death, (day, k) => (day <= end[k]! ? 1 : 0)),
  };
}
