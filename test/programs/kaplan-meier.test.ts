import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { UsageError } from "../../host/usage-error.ts";
import { parseArguments } from "../../programs/about.ts";
import program, { about, examplePatients } from "../../programs/kaplan-meier.ts";
import { ownTemporaryFolder } from "../run/leftovers.ts";
import { gives } from "./gives.ts";

const folder = ownTemporaryFolder();

/** Patient by patient, in doubles. */
function plainCurve(
  patients: readonly { day: number; died: boolean }[],
  { days, intervals }: { days: number; intervals: number },
): number[] {
  let survival = 1;
  return Array.from({ length: intervals }, (_, t) => {
    const seen = patients.filter(({ day }) => day >= t * days);
    const dead = seen.filter(({ day, died }) => died && day < (t + 1) * days);
    if (seen.length > 0) survival *= 1 - dead.length / seen.length;
    return survival;
  });
}

/** Of the day of each end, and each point within half a step of the curve and 2^-12. */
function nearCurve(result: unknown, expected: readonly number[], bits: number, days: number) {
  const { survival, days: ends } = result as Awaited<ReturnType<typeof program>>;
  assert.deepEqual(
    ends,
    expected.map((_, t) => (t + 1) * days),
  );
  assert.equal(survival.length, expected.length);
  survival.forEach((s, t) => {
    assert.equal(s * 2 ** bits, Math.round(s * 2 ** bits));
    assert.ok(
      Math.abs(s - expected[t]!) <= 2 ** -(bits + 1) + 2 ** -12,
      `${t}: ${s}, ${expected[t]}`,
    );
  });
}

describe("kaplan-meier", () => {
  const patientsOf = (n: number) =>
    Array.from({ length: n }, (_, party) => {
      const { time, event } = examplePatients({ patients: 60, seed: 1 }, party);
      return Array.from(time, (day, k) => ({ day, died: event[k] === 1 }));
    }).flat();
  gives("the curve of plain fractions, and no count", {
    about,
    program,
    args: {},
    near: (result, n) =>
      nearCurve(result, plainCurve(patientsOf(n), { days: 90, intervals: 12 }), 10, 90),
    opens: () => ["outputNumbers 12"],
  });

  // Everybody is gone after day 9: nobody is at risk in the last two intervals.
  const write = (party: number, rows: readonly string[]) =>
    writeFileSync(join(folder, `seen-${party}.csv`), `time,event\n${rows.join("\n")}\n`);
  write(0, ["0,1", "4,0", "9,1"]);
  write(1, ["5,1", "9,0", "7,0"]);
  const few = [
    [0, true],
    [4, false],
    [9, true],
    [5, true],
    [9, false],
    [7, false],
  ] as const;
  const args = { file: join(folder, "seen-{party}.csv"), days: 5, intervals: 4, bits: 16 };
  gives("the curve of files, going on where nobody is left", {
    about,
    program,
    args,
    near: (result) =>
      nearCurve(
        result,
        plainCurve(
          few.map(([day, died]) => ({ day, died })),
          args,
        ),
        16,
        5,
      ),
    opens: () => ["outputNumbers 4"],
    parties: [2],
  });

  it("makes up patients of whom some die and some are lost sight of", () => {
    const patients = patientsOf(3);
    const died = patients.filter((p) => p.died).length;
    assert.ok(died > 90 && died < 150, `${died} of 180`);
    assert.ok(patients.every(({ day }) => Number.isInteger(day) && day >= 0));
  });

  it("refuses days that are none, events that are neither 0 nor 1, and too many patients", () => {
    const refused = (rows: readonly string[], words: RegExp, more: object = {}) => {
      write(7, rows);
      assert.throws(
        () => about.check!(parseArguments(about, { ...args, ...more }), 7, 8),
        (error: Error) => error instanceof UsageError && words.test(error.message),
      );
    };
    refused(["-1,0"], /line 2, column "time": -1 is not an integer from 0/);
    refused(["1,2"], /line 2, column "event": 2 is not an integer from 0 to 1/);
    refused(["1,0", "2,0"], /party 7 has 2 patients, "most" 1/, { most: 1 });
  });
});
