/**
 * Shows the main purpose. Hospitals train a model with SPDZ, and again without MACs. Then one of them cheats while the
 * model is opened, without MACs and with them. An attacked run is the same program from the start. Only the cheater's
 * process differs, and only in its last opening.
 */
import { accessSync, constants, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder, whyNotMade } from "../../host/node/make-folder.ts";
import { MADE_ONLINE } from "../../host/node/party/statistics.ts";
import { DEFAULT_SECURITY, twinOf, type WithMaterial } from "../../host/party/combination.ts";
import { UsageError } from "../../host/usage-error.ts";
import { FEATURES, type HospitalResult } from "../../programs/hospital-logistic-regression.ts";
import { prepareSplit, testAccuracy, trainInTheClear } from "../hospital-splits/floating-point.ts";
import { provenance } from "../records/provenance.ts";
import { splitAmongHospitals } from "./hospitals.ts";
import type { Launch, Launched, LaunchOptions } from "./launch.ts";
import { type DemoReport, type PartyVerdict, type RunFigures, toMarkdown } from "./report.ts";

/** Who makes the material, and the combinations of the two runs with it. */
export const MATERIALS = {
  lattice: withTwin(DEFAULT_SECURITY),
  dealer: withTwin("spdz+dealer"),
} as const;
export type Material = keyof typeof MATERIALS;

/** RangeError for a combination without a semi-honest twin: the demo has nothing to compare it with. */
function withTwin(spdz: WithMaterial): Readonly<Record<"spdz" | "additive", WithMaterial>> {
  const additive = twinOf(spdz);
  if (additive === null) throw new RangeError(`${spdz} has no semi-honest twin`);
  return { spdz, additive };
}

export interface DemoOptions {
  readonly launch: Launch;
  /** "lattice" by default: the parties make the material themselves. */
  readonly material?: Material;
  readonly parties?: number;
  readonly split?: number;
  readonly epochs?: number;
  /** How often the two honest runs are made, in turn; 1 by default. Times are medians. */
  readonly repetitions?: number;
  /** Called when a stage begins, or a party's phase within it. */
  readonly onProgress?: (stage: string, party: number | null, phase: string | null) => void;
}

const LABEL_HOLDER = 0;
/** What the cheater adds to the intercept. It is enough to classify almost every tumour as benign. */
const SHIFT = 8;
const LEAST_ACCURACY = 0.95;

/** Never rejects because of an attack or a surprise. The report contains those. */
export async function runDemo(options: DemoOptions): Promise<DemoReport> {
  const { launch, parties = 3, split = 1, epochs = 12, repetitions = 1 } = options;
  const { material = "lattice", onProgress = () => undefined } = options;
  const secured = MATERIALS[material].spdz;
  const baseline = MATERIALS[material].additive;
  const started = performance.now();
  const origin = provenance();
  const hospitals = splitAmongHospitals(parties, LABEL_HOLDER);
  try {
    const clear = prepareSplit(hospitals.table, split);
    const floatingPointAccuracy = testAccuracy(clear, trainInTheClear(clear, epochs).model);
    const stage = (name: string, security: LaunchOptions["security"], cheat: boolean) => {
      onProgress(name, null, null);
      return launch({
        program: "hospital-logistic-regression",
        args: { file: hospitals.file, split, epochs, labelHolder: LABEL_HOLDER },
        parties,
        security,
        ...(cheat && {
          adversary: {
            party: parties - 1,
            attack: "shift-opening",
            options: { element: FEATURES.length, by: SHIFT },
          },
        }),
        onPhase: (party, phase) => onProgress(name, party, phase),
      });
    };
    const honest: { spdz: Launched; additive: Launched }[] = [];
    for (let k = 1; k <= repetitions; k++) {
      const count = repetitions === 1 ? "" : ` (${k} of ${repetitions})`;
      const spdz = await stage(`training with SPDZ${count}`, secured, false);
      const additive = await stage(`the same without MACs${count}`, baseline, false);
      honest.push({ spdz, additive });
    }
    const { spdz, additive } = honest[0]!;
    const fooled = await stage("attack without MACs", baseline, true);
    const caught = await stage("attack with SPDZ", secured, true);

    const model = modelOf(spdz, 0);
    const accepted = modelOf(fooled, LABEL_HOLDER);
    const report = {
      // The labels that hold for all runs. The runs without MACs say so in their column.
      labels: [
        ...spdz.labels.filter((label) => additive.labels.includes(label)),
        ...[MADE_ONLINE].filter((l) => spdz.labels.includes(l) !== additive.labels.includes(l)),
      ],
      securities: { spdz: secured, additive: baseline },
      budgets: { spdz: spdz.parties[0]!.budget, additive: additive.parties[0]!.budget },
      split,
      trainingRows: clear.training.length,
      testRows: clear.test.length,
      epochs,
      floatingPointAccuracy,
      repetitions,
      spdz: figuresOf(honest.map((run) => run.spdz)),
      additive: figuresOf(honest.map((run) => run.additive)),
      slowdown: {
        offline: pairedRatio(honest, (run) => keysMs(run) + offlineMs(run)),
        online: pairedRatio(honest, onlineMs),
        all: pairedRatio(honest, (run) => keysMs(run) + offlineMs(run) + onlineMs(run)),
      },
      attack: {
        party: parties - 1,
        does: `adds ${SHIFT} to its share of the intercept while the model is opened`,
        additive: verdictsOf(fooled, parties - 1),
        acceptedAccuracy: accuracyOf(fooled),
        spdz: verdictsOf(caught, parties - 1),
      },
      seconds: (performance.now() - started) / 1000,
      provenance: origin,
    };
    const surprises = honest.flatMap((run) => [
      ...honestSurprises("SPDZ", run.spdz, floatingPointAccuracy),
      ...honestSurprises("without MACs", run.additive, floatingPointAccuracy),
    ]);
    const measuredInTheClear = model && testAccuracy(clear, model);
    if (measuredInTheClear !== null && measuredInTheClear !== report.spdz.accuracy)
      surprises.push(
        `the opened model scores ${measuredInTheClear} in the clear, ${report.spdz.accuracy} jointly`,
      );
    if (report.attack.additive.some((v) => v.verdict !== "accepted"))
      surprises.push("without MACs an honest party did not accept the wrong model");
    if (model && accepted && Math.abs(accepted.at(-1)! - model.at(-1)! - SHIFT) > 0.25)
      surprises.push("without MACs the attack did not shift the intercept");
    for (const { party, verdict } of report.attack.spdz)
      if (verdict !== "mac-check-failed")
        surprises.push(`P${party} ended the attacked SPDZ run with "${verdict}"`);
    return { ...report, surprises };
  } finally {
    hospitals.remove();
  }
}

/** Makes `folder` if it does not exist. UsageError unless `writeReport` may write there. */
export function assertWritable(folder: string): void {
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK | constants.X_OK);
    for (const name of ["report.json", "report.md"])
      if (existsSync(join(folder, name))) accessSync(join(folder, name), constants.W_OK);
  } catch (cause) {
    throw new UsageError(`cannot write the report to ${folder}: ${whyNotMade(cause)}`, { cause });
  }
}

/** Writes `report.json` and `report.md` to `folder`. */
export function writeReport(report: DemoReport, folder: string): void {
  makeFolder(folder);
  writeFileSync(join(folder, "report.json"), `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(join(folder, "report.md"), toMarkdown(report));
}

const resultOf = (run: Launched, party: number) =>
  run.parties[party]!.result as HospitalResult | null;

/** The weights in order, the intercept last; null if the party got no model. */
function modelOf(run: Launched, party: number): number[] | null {
  const result = resultOf(run, party);
  return result && [...FEATURES.map((name) => result.weights[name]!), result.intercept];
}

function accuracyOf(run: Launched): number | null {
  const test = resultOf(run, LABEL_HOLDER)?.test ?? null;
  return test && test.correct / test.rows;
}

/** The slowest party's. */
const keysMs = (run: Launched): number => Math.max(...run.parties.map((p) => p.keysMs));
const offlineMs = (run: Launched): number => Math.max(...run.parties.map((p) => p.offlineMs));
const onlineMs = (run: Launched): number => Math.max(...run.parties.map((p) => p.onlineMs));

/** Times are medians. Everything else is that of the first run: rounds and bytes are the same in all runs. */
const figuresOf = (runs: readonly Launched[]): RunFigures => ({
  accuracy: accuracyOf(runs[0]!) ?? Number.NaN,
  keysMs: median(runs.map(keysMs)),
  offlineMs: median(runs.map(offlineMs)),
  onlineMs: median(runs.map(onlineMs)),
  rounds: Math.max(...runs[0]!.parties.map((p) => p.rounds)),
  bytesOffline: runs[0]!.parties.map((p) => p.bytesOffline),
  bytesSent: runs[0]!.parties.map((p) => p.bytesSent),
});

/** Median of the ratios of runs that were made one after the other. */
const pairedRatio = (
  runs: readonly { spdz: Launched; additive: Launched }[],
  of: (run: Launched) => number,
): number => median(runs.map(({ spdz, additive }) => of(spdz) / of(additive)));

/** The middle one of an odd number of values; the upper of the two middle ones of an even number. */
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

const verdictsOf = (run: Launched, cheater: number): PartyVerdict[] =>
  run.parties.flatMap(({ result, error }, party) => {
    if (party === cheater) return [];
    if (result !== null) return [{ party, verdict: "accepted", culprits: [] }];
    return [{ party, verdict: error?.code ?? "no result", culprits: error?.culprits ?? [] }];
  });

function honestSurprises(name: string, run: Launched, floatingPoint: number): string[] {
  const failed = run.parties.findIndex((p) => p.result === null);
  if (failed >= 0)
    return [`${name}: P${failed} got no model (${run.parties[failed]!.error?.code})`];
  const models = run.parties.map((_, party) => JSON.stringify(modelOf(run, party)));
  if (models.some((m) => m !== models[0])) return [`${name}: the parties hold different models`];
  const accuracy = accuracyOf(run) ?? 0;
  if (accuracy < LEAST_ACCURACY)
    return [`${name}: test accuracy ${accuracy} beside ${floatingPoint} in floating point`];
  return [];
}
