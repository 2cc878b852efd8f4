/**
 * `SPDZ_LONG_TESTS=1 npx node --test test/network/schedules.test.ts` plays ten thousand schedules, in some minutes.
 */
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import fc from "fast-check";
import { Abort } from "../../network/abort.ts";
import { LONG } from "../support/long.ts";
import { LONGEST_WAIT_TICKS, play, schedules } from "./schedules.ts";

const RUNS = LONG ? 10_000 : 400;

describe("whatever up to n − 1 members send or keep back", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setInterval", "setTimeout"] }));
  afterEach(() => mock.timers.reset());

  it("no wait of an honest party is longer than stated, all end, and nobody honest is named", async () => {
    const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));
    await fc.assert(
      fc.asyncProperty(schedules, async (schedule) => {
        const endings = await play(schedule, turn);
        const cheats = (k: number) => k > 0 && schedule.cheats[k]!;
        const honest = Array.from({ length: schedule.n }, (_, k) => k).filter((k) => !cheats(k));
        assert.deepEqual(endings.map((e) => e.party).sort(), honest, "somebody did not end");
        for (const { party, error, longestWait } of endings) {
          assert.ok(longestWait <= LONGEST_WAIT_TICKS, `P${party} waited ${longestWait} ticks`);
          if (error === null) continue;
          assert.ok(error instanceof Abort, String(error));
          assert.ok(error.culprits.every(cheats), `P${party}: ${error.message}`);
          if (honest.length === schedule.n) assert.fail(`nobody cheated, but ${error.message}`);
        }
      }),
      { numRuns: RUNS },
    );
  });
});
