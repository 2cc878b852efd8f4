import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cellsOf, counterpart, ratios, series } from "../../../experiments/statistics/cells.ts";
import { estimate } from "../../../experiments/statistics/estimate.ts";
import { exponents, growth } from "../../../experiments/statistics/growth.ts";
import { METRICS, metricOf } from "../../../experiments/statistics/metrics.ts";
import { syntheticRun, syntheticRuns } from "../../support/run-records.ts";

const online = metricOf("onlineMs")!;

describe("cells", () => {
  it("a model's times mixed with measured ones", () => {
    const networkName = "wan";
    const kinds = [
      { kind: "shaped" },
      { kind: "virtual", compute: "measured" },
      { kind: "virtual", compute: "model" },
    ] as const;
    const cells = cellsOf(kinds.map((kind) => syntheticRun({ ...kind, networkName })));
    assert.deepEqual(
      cells.map(({ source, ok }) => [source, ok.length]),
      [
        ["measured", 1],
        ["virtual", 1],
        ["model", 1],
      ],
    );
    assert.equal(counterpart(cells, cells[2]!, {}), cells[2]);
  });

  it("a run that was repeated after a resume counted twice", () => {
    const [cell] = cellsOf([
      syntheticRun({ status: "failed", reason: "killed" }),
      syntheticRun({ noise: 2 }),
    ]);
    assert.deepEqual([cell!.ok.length, cell!.failed.length], [1, 0]);
  });

  it("a failed run that lends its times", () => {
    const [cell] = cellsOf([
      syntheticRun(),
      syntheticRun({ repetition: 1, status: "failed", reason: "timeout" }),
    ]);
    assert.deepEqual([...series(cell!, online).keys()], [0]);
    assert.equal(cell!.failed[0]!.reason, "timeout");
  });

  it("ratios of runs that are no pair: a machine that slows down cancels only within a repetition", () => {
    const slowing = [1, 2, 4, 8, 16, 32].map((noise, repetition) => ({ noise, repetition }));
    const of = (security: "spdz+lowgear" | "additive+semi-honest-he") =>
      slowing.map((run) => syntheticRun({ ...run, security }));
    const cells = cellsOf([...of("spdz+lowgear"), ...of("additive+semi-honest-he").toReversed()]);
    const twin = counterpart(cells, cells[0]!, { security: "additive+semi-honest-he" })!;
    const metric = metricOf("offlineMs")!;
    const { value, low, high } = estimate([
      ...ratios(series(cells[0]!, metric), series(twin, metric)).values(),
    ])!;
    assert.ok(Math.abs(value - 5) < 1e-9 && high - low < 1e-9, `${value} [${low}, ${high}]`);
  });

  it("metrics: every one reads a whole run, none invents a phase that there was not", () => {
    const run = syntheticRun();
    for (const metric of METRICS) assert.ok(Number.isFinite(metric.of(run)), metric.name);
    assert.equal(metricOf("offlineMs")!.of(syntheticRun({ security: "plain" })), null);
    assert.equal(metricOf("made.triple")!.of(run), 101_000);
    assert.equal(metricOf("made.bit")!.of(run), null);
    assert.equal(metricOf("result.error")!.of(run), 0.001);
    assert.equal(metricOf("result.toString")!.of(run), null);
    const nested = { ...run, result: { test: { correct: 112 }, rows: [1] } };
    assert.equal(metricOf("result.test.correct")!.of(nested), 112);
    for (const none of ["test", "test.correct.more", "test.wrong", "rows.0"])
      assert.equal(metricOf(`result.${none}`)!.of(nested), null);
    assert.equal(metricOf("toString"), null);
    assert.equal(metricOf("constructor.x"), null);
    const dealt = syntheticRun({ security: "spdz+dealer" });
    assert.ok(metricOf("allBytes")!.of(dealt)! > 2 * metricOf("bytes")!.of(dealt)!);
  });
});

describe("growth", () => {
  const at = (x: number, ...costs: number[]) => ({ x, costs: new Map(costs.entries()) });

  it("the exponent of a power is that power", () => {
    const points = [1, 10, 100, 1000].map((x) => at(x, 3 * x ** 1.5, 5 * x ** 1.5));
    const { exponent, departure, from, to } = growth(points)!;
    assert.ok(Math.abs(exponent.value - 1.5) < 1e-12);
    assert.ok(Math.abs(departure - 1) < 1e-9);
    assert.deepEqual([from, to], [1, 1000]);
  });

  it("what is no power is seen by its departure", () => {
    const points = [1, 10, 100, 1000].map((x) => at(x, 100 + x));
    assert.ok(growth(points)!.departure > 1.5);
  });

  it("an exponent of one point, of nothing, or of points without a common repetition", () => {
    assert.equal(growth([at(2, 1, 2)]), null);
    assert.equal(growth([]), null);
    const apart = [at(1, 1), { x: 2, costs: new Map([[7, 1]]) }];
    assert.equal(exponents(apart).size, 0);
  });

  it("a point that cost nothing in most repetitions makes no departure that is no number", () => {
    const { exponent, departure } = growth([at(1, 0, 0, 2), at(10, 20, 30, 20)])!;
    assert.ok(Math.abs(exponent.value - 1) < 1e-12);
    assert.ok(Math.abs(departure - 1) < 1e-9);
  });

  it("offline cost of the synthetic runs grows with length as they were made to", () => {
    const lengths = [1000, 10_000, 100_000];
    const cells = cellsOf(syntheticRuns(lengths.map((length) => ({ args: { length } }))));
    const points = cells.map((cell) => ({
      x: Number(cell.cell.args.length),
      costs: series(cell, metricOf("offlineMs")!),
    }));
    const { exponent } = growth(points)!;
    assert.ok(exponent.low <= 1 && 1 <= exponent.high && exponent.high - exponent.low < 0.05);
  });
});
