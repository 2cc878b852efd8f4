/**
 * `npm run -s calibrate -- [--runs k] [--out FILE]` times operations, messages and whole runs on this machine. It fits
 * the cost model to them and writes it, by default to the file that simulations read. For an operation the lower
 * quartile of its times counts; for whole runs, each in a fresh process, the median. It prints the model's time of each
 * whole run.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { runApart } from "../../run/apart.ts";
import { median } from "../benchmarks/measurement.ts";
import { provenance } from "../records/provenance.ts";
import { messageCosts } from "./calibration/messages.ts";
import { runOperations } from "./calibration/operations.ts";
import { describeFit, fitRemainder, type WholeRun } from "./calibration/remainder.ts";
import { type CalibrationRun, predicted, RUNS, run } from "./calibration/runs.ts";
import { rounded, Samples } from "./calibration/samples.ts";
import { measureSetup } from "./calibration/setup.ts";
import { COST_MODEL_VERSION, type CostModel } from "./cost-model.ts";

const { values } = parseArgs({ options: { runs: { type: "string" }, out: { type: "string" } } });
const runs = Number(values.runs ?? 5);
const WHOLE = new URL("./calibration/whole-process.ts", import.meta.url);
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const nameOf = ({ security, program }: CalibrationRun): string => `${security} ${program}`;

const origin = provenance();
const samples = new Samples();
say("messages over TLS");
const message = rounded(await messageCosts(runs));
say("the lattice's setup");
const setup = rounded(await measureSetup(runs));
say("operations");
runOperations(samples.observer);

const nothing = { fixed: 0, perUnit: 0 };
const nil = { sending: nothing, receiving: nothing, setup: nothing, slice: 0, overhead: 1 };
const empty: CostModel = {
  version: COST_MODEL_VERSION,
  provenance: origin,
  operations: {},
  ...nil,
};
for (const which of RUNS) {
  say(`operations of ${nameOf(which)}`);
  await run(which, { compute: "measured", model: empty, observer: samples.observer });
}
const operations = samples.costs();

const whole: WholeRun[] = [];
for (const which of RUNS) {
  say(`all of ${nameOf(which)}`);
  const took: number[] = [];
  const apart = { name: nameOf(which), signal: new AbortController().signal, onLine: () => {} };
  for (let k = 0; k < runs; k++)
    took.push(await runApart<number>(WHOLE, { which, model: empty }, apart));
  const counted = await predicted(which, { ...empty, operations });
  whole.push({ name: nameOf(which), ...counted, took: median(took) });
}
const remainder = fitRemainder(whole);
for (const one of whole) say(describeFit(one, remainder));
const { slice, overhead, byte } = remainder;
// Sender and receiver spend equal time on the bytes.
const handled = rounded({ fixed: message.fixed, perUnit: message.perUnit + byte / 2 });

const model: CostModel = {
  version: COST_MODEL_VERSION,
  provenance: origin,
  operations,
  sending: handled,
  receiving: handled,
  setup,
  slice,
  overhead,
};
writeFileSync(
  values.out ?? new URL("./model.json", import.meta.url),
  `${JSON.stringify(model, null, 2)}\n`,
);
