/**
 * Trains each of five splits of the hospitals' data with SPDZ (the real engine, authenticated material of the dealer,
 * in memory) and in plain floating point with the exact sigmoid. Do the mean accuracies differ by at most a point?
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { prime60 } from "../../algebra/prime60.ts";

import { nodeSuite } from "../../host/node/suite.ts";
import { memoryNetwork } from "../../network/memory.ts";
import { Session } from "../../network/session.ts";
import { dealLocally } from "../../offline/dealer/local.ts";
import { createEngine } from "../../operations/engine.ts";
import { dataFile, readTable, type Table } from "../../programs/data/table.ts";
import hospitalLogisticRegression, {
  FEATURES,
  type HospitalResult,
} from "../../programs/hospital-logistic-regression.ts";
import { describeProvenance, type Provenance } from "../records/provenance.ts";
import { prepareSplit, testAccuracy, trainInTheClear } from "./floating-point.ts";

export interface SplitResult {
  readonly split: number;
  readonly epochs: number;
  readonly trainingRows: number;
  readonly testRows: number;
  /** Test accuracy of the jointly trained model, as its parties counted it. */
  readonly secure: number;
  /** Test accuracy with the exact sigmoid, on the same clipped features, with the same steps. */
  readonly floatingPoint: number;
  /** Test accuracy with the exact sigmoid, on features that are standardised but not clipped. */
  readonly unclipped: number;
  /** Test rows on which the two models disagree. */
  readonly disagreements: number;
  /** Largest difference of a weight. */
  readonly weightDifference: number;
  /** Dependent rounds of a party, checks included; bytes that P0 sent. */
  readonly rounds: number;
  readonly bytesSent: number;
  readonly labels: readonly string[];
}

/** Trains one split among `n` parties of this process. */
export async function runSplit(
  split: number,
  { n = 3, epochs = 12, seed }: { n?: number; epochs?: number; seed?: string } = {},
): Promise<SplitResult> {
  const table = readTable(dataFile("breast-cancer-wisconsin.csv"), 0);
  const transports = memoryNetwork(n, {
    suite: nodeSuite,
    turn: setImmediate,
    ...(seed !== undefined && { seed }),
  });
  const material = dealLocally(n, prime60(), "authenticated", nodeSuite, seed);
  const results = await Promise.all(
    transports.map(async (transport, party) => {
      const engine = createEngine(new Session(transport), material[party]!);
      const result = await hospitalLogisticRegression(engine, { split, epochs });
      await engine.close();
      return result;
    }),
  );
  const traffic = transports[0]!.meter.read();
  return {
    ...compare(table, split, epochs, results),
    rounds: traffic.rounds,
    bytesSent: traffic.bytesSent.reduce((sum, b) => sum + b, 0),
    labels: material[0]!.labels,
  };
}

function compare(table: Table, split: number, epochs: number, results: readonly HospitalResult[]) {
  const clear = prepareSplit(table, split);
  const whole = prepareSplit(table, split, Number.POSITIVE_INFINITY);
  const floating = trainInTheClear(clear, epochs).model;
  const { weights, intercept } = results[0]!;
  const secure = [...FEATURES.map((name) => weights[name]!), intercept];
  const side = (row: Float64Array, model: readonly number[]) =>
    row.reduce((sum, v, i) => sum + v * model[i]!, 0) > 0;
  const { rows, correct } = results.find((r) => r.test !== null)!.test!;
  return {
    split,
    epochs,
    trainingRows: clear.training.length,
    testRows: rows,
    secure: correct / rows,
    floatingPoint: testAccuracy(clear, floating),
    unclipped: testAccuracy(whole, trainInTheClear(whole, epochs).model),
    disagreements: clear.test.filter((row) => side(row, secure) !== side(row, floating)).length,
    weightDifference: Math.max(...secure.map((w, i) => Math.abs(w - floating[i]!))),
  };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, v) => sum + v, 0) / values.length;

export interface Findings {
  readonly secure: number;
  readonly floatingPoint: number;
  readonly unclipped: number;
  /** The mean of `secure` is at least 95 %. */
  readonly accurate: boolean;
  /** The means differ by at most one percentage point. */
  readonly close: boolean;
}

export function findings(results: readonly SplitResult[]): Findings {
  const secure = mean(results.map((r) => r.secure));
  const floatingPoint = mean(results.map((r) => r.floatingPoint));
  return {
    secure,
    floatingPoint,
    unclipped: mean(results.map((r) => r.unclipped)),
    accurate: secure >= 0.95,
    close: Math.abs(secure - floatingPoint) <= 0.01,
  };
}

export function toMarkdown(results: readonly SplitResult[], origin: Provenance): string {
  const percent = (x: number) => `${(100 * x).toFixed(2)} %`;
  const f = findings(results);
  const first = results[0]!;
  const data = createHash("sha256")
    .update(readFileSync(dataFile("breast-cancer-wisconsin.csv")))
    .digest("hex");
  return [
    "# Five splits: secure training beside floating point",
    "",
    `**${first.labels.join("; ")}**`,
    "",
    `Three parties in one process, SPDZ engine, ${first.epochs} epochs, ${first.trainingRows} training and ${first.testRows} test rows.`,
    "Floating point: the exact sigmoid on the same features, with the same number and size of steps.",
    "",
    "| split | secure | floating point | … without clipping | rows judged differently | largest weight difference | rounds | bytes sent by P0 |",
    "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...results.map(
      (r) =>
        `| ${r.split} | ${percent(r.secure)} | ${percent(r.floatingPoint)} | ${percent(r.unclipped)} | ${r.disagreements} | ${r.weightDifference.toFixed(3)} | ${r.rounds} | ${r.bytesSent} |`,
    ),
    `| mean | ${percent(f.secure)} | ${percent(f.floatingPoint)} | ${percent(f.unclipped)} | | | | |`,
    "",
    `- at least 95 % on average: ${f.accurate ? "holds" : "FAILS"}`,
    `- within one percentage point of floating point on average: ${f.close ? "holds" : "FAILS"}`,
    "",
    `Data: breast-cancer-wisconsin.csv, sha256 ${data.slice(0, 16)}. ${describeProvenance(origin)}.`,
    "",
  ].join("\n");
}
