import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { RunRecord } from "../../../experiments/records/record.ts";
import { cellsOf } from "../../../experiments/statistics/cells.ts";
import { type Comparison, compare } from "../../../experiments/statistics/compare.ts";
import { seededRandom } from "../../../experiments/statistics/random.ts";
import { LONG } from "../../support/long.ts";
import { logNormal, slowed, syntheticRun } from "../../support/run-records.ts";

const CELLS = [2, 3].flatMap((parties) =>
  [1000, 10_000].map((length) => syntheticRun({ parties, args: { length } })),
);

/** noise(random, position 0…1 in the session, session's own draw) is the factor of a run's times. */
type Noise = (random: () => number, place: number, session: number) => number;

const NOISES: Readonly<Record<string, Noise>> = {
  quiet: (random) => logNormal(random, 0.01),
  loud: (random) => logNormal(random, 0.4),
  "heavy tails": (random) => Math.min(1e6, 1 + 0.05 / (1 - random()) ** 1.5),
  "two modes": (random) => (random() < 0.3 ? 2 : 1) * logNormal(random, 0.02),
  "drift during a session": (random, place, session) =>
    logNormal(random, 0.02) * 1.1 ** (session < 0.5 ? place : 1 - place),
  "a machine that differs by 10 % from session to session": (random, _, session) =>
    logNormal(random, 0.005) * (session < 0.5 ? 1 : 1.1),
};

function session(seed: number, noise: Noise, factor = 1, repetitions = 10): readonly RunRecord[] {
  const random = seededRandom(seed);
  const own = random();
  return Array.from({ length: repetitions }, (_, repetition) =>
    CELLS.map((run) =>
      slowed(run, factor * noise(random, repetition / repetitions, own), repetition),
    ),
  ).flat();
}

const TIMES = { metrics: ["offlineMs", "onlineMs"] };
const changed = ({ differences }: Comparison) =>
  differences.filter(({ verdict }) => verdict === "more" || verdict === "less");

describe("compare", () => {
  for (const [name, noise] of Object.entries(NOISES))
    it(`noise called a change more often than in one comparison of twenty: ${name}`, () => {
      const pairs = 60;
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
          let wrong = 0;
          for (let k = 0; k < pairs; k++) {
            const [a, b] = [2 * k, 2 * k + 1].map((j) => cellsOf(session(seed + j, noise)));
            if (changed(compare(a!, b!, TIMES)).length > 0) wrong++;
          }
          // Of Binomial(60, 0.05), more than 15 has a chance below 10^-7.
          assert.ok(wrong <= 15, `${wrong} of ${pairs} comparisons of equals`);
        }),
        { numRuns: LONG ? 2 : 1, seed: 11 },
      );
    });

  it("a machine beyond the stated drift is what would be called a change", () => {
    const a = cellsOf(session(1, NOISES.quiet!));
    const b = cellsOf(session(2, NOISES.quiet!, 1.25));
    assert.ok(changed(compare(a, b, { ...TIMES, drift: 1.1 })).length > 0);
    assert.equal(changed(compare(a, b, { ...TIMES, drift: 1.3 })).length, 0);
    assert.throws(() => compare(a, b, { drift: 0.9 }), /factor of at least 1, not 0.9/);
    assert.throws(() => compare(a, b, { metrics: ["offlin"] }), /no metric "offlin"/);
  });

  it("a change by 1.3, with noise of 5 %, that is overlooked in more than one of ten cells", () => {
    const noise: Noise = (random) => logNormal(random, 0.05);
    let found = 0;
    const pairs = 40;
    for (let k = 0; k < pairs; k++) {
      const a = cellsOf(session(1000 + 2 * k, noise));
      const b = cellsOf(session(1001 + 2 * k, noise, k % 2 === 0 ? 1.3 : 1 / 1.3));
      const differences = changed(compare(a, b, { metrics: ["offlineMs"] }));
      assert.ok(differences.every(({ verdict }) => verdict === (k % 2 === 0 ? "more" : "less")));
      found += differences.length;
    }
    assert.ok(found >= 0.9 * pairs * CELLS.length, `${found} of ${pairs * CELLS.length} found`);
  });

  it("one byte more, which is no noise", () => {
    const a = cellsOf(session(1, NOISES.loud!));
    const more = session(2, NOISES.loud!).map((run) => {
      const [first, ...rest] = run.parties;
      const online = first!.phases.online!;
      const bytesSent = online.bytesSent.map((x) => x + 1);
      const phases = { ...first!.phases, online: { ...online, bytesSent } };
      return { ...run, parties: [{ ...first!, phases }, ...rest] };
    });
    const { differences } = compare(a, cellsOf(more), { metrics: ["bytes", "rounds"] });
    const verdicts = differences.map(({ metric, verdict }) => `${metric.name} ${verdict}`);
    assert.deepEqual([...new Set(verdicts)], ["bytes more", "rounds same"]);
  });

  it("runs too few to find anything are said to be so, not said to be the same", () => {
    const a = cellsOf(session(1, NOISES.quiet!, 1, 3));
    const b = cellsOf(session(2, NOISES.quiet!, 5, 3));
    const verdicts = compare(a, b, TIMES).differences.map(({ verdict }) => verdict);
    assert.deepEqual([...new Set(verdicts)], ["too few runs"]);
  });

  it("cells that only one folder has, or whose runs failed in the other", () => {
    const a = cellsOf([syntheticRun({ parties: 2 }), syntheticRun({ parties: 3 })]);
    const b = cellsOf([
      syntheticRun({ parties: 2, status: "failed", reason: "timeout" }),
      syntheticRun({ parties: 3 }),
      syntheticRun({ parties: 4 }),
    ]);
    const { onlyA, onlyB } = compare(a, b);
    assert.deepEqual(
      [onlyA, onlyB].map((cells) => cells.map(({ cell }) => cell.parties)),
      [[2], [4]],
    );
  });
});
