/**
 * Operations that take many rounds, between two parties, with LowGear: what they take in time, and how that grows. Times
 * are measured; rounds and bytes are those of the plan, which are those of a run, for sizes too that nobody waits for.
 */

import { prime60 } from "../../algebra/prime60.ts";
import { nextTurn } from "../../host/node/turn.ts";
import { basicDemand } from "../../items/basic-demand.ts";
import { type Plan, planProgram } from "../../operations/plan.ts";
import { measurePrograms, programCases } from "./cases-of-parties.ts";
import { type BenchOptions, type Measurement, measurement } from "./measurement.ts";
import type { Span } from "./program-party.ts";
import { WORKS, type Work } from "./program-works.ts";

interface Growth {
  readonly work: Work;
  readonly measured: readonly number[];
  /** The same, of which one run is enough: many minutes. */
  readonly once?: readonly number[];
  readonly planned: readonly number[];
}

const GROWTH: readonly Growth[] = [
  { work: "exp", measured: [100, 1000, 10_000], planned: [100, 1000, 10_000, 100_000, 1_000_000] },
  { work: "log", measured: [100, 1000, 10_000], planned: [100, 1000, 10_000, 100_000, 1_000_000] },
  {
    work: "divide",
    measured: [100, 1000, 10_000],
    planned: [100, 1000, 10_000, 100_000, 1_000_000],
  },
  // A network of 122,336 rows is the largest that sortBy makes.
  { work: "sort", measured: [100, 1000], once: [10_000], planned: [100, 1000, 10_000, 100_000] },
];
const QUICK = [10];
const SPANS: readonly Span[] = ["all", "online"];

/** What one party has of a plan, or of what is made for it. */
const PLANNED: Readonly<Record<string, (plan: Plan) => number>> = {
  rounds: ({ rounds }) => rounds,
  bytes: ({ traffic: { online, closing } }) => online.bytes[0]![1]! + closing.bytes[0]![1]!,
  triples: ({ items }) => basicDemand(items, prime60()).get("triple") ?? 0,
};

async function plannedCases({ work, planned }: Growth, { quick, only = "" }: BenchOptions) {
  const out: Measurement[] = [];
  for (const size of quick ? QUICK : planned) {
    const names = Object.keys(PLANNED).map((unit) => [unit, `${work}${size}/n2/${unit}`] as const);
    const wanted = names.filter(([, name]) => name.includes(only));
    if (wanted.length === 0) continue;
    const plan = await planProgram(WORKS[work](size), null, { n: 2, self: 0, turn: nextTurn });
    for (const [unit, name] of wanted)
      out.push(measurement("library", name, 2, unit, [PLANNED[unit]!(plan)]));
  }
  return out;
}

/**
 * The cases exp10000/n2/all, without keys, and …/online, in seconds; …/rounds, …/bytes, that a party sends online, and
 * …/triples; the same of log, divide and sort, and of other sizes.
 */
export async function run(options: BenchOptions): Promise<Measurement[]> {
  const out: Measurement[] = [];
  for (const growth of GROWTH) out.push(...(await plannedCases(growth, options)));
  const cases = GROWTH.flatMap(({ work, measured, once = [] }) => {
    const casesOf = (size: number, spans: readonly Span[]) =>
      programCases(`${work}${size}/n2`, { work, size, comparisons: "tree" }, spans);
    const repeated = (options.quick ? QUICK : measured).flatMap((size) => casesOf(size, SPANS));
    const single = (options.quick ? [] : once).flatMap((size) => casesOf(size, ["all"]));
    return [...repeated, ...single.map((one) => ({ ...one, once: true as const }))];
  });
  return [...out, ...(await measurePrograms("library", cases, options))];
}
