import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { ExperimentProgress } from "../../cli/experiment-progress.ts";
import { Log, type LogLevel } from "../../cli/log.ts";
import { FillProgress, Progress } from "../../cli/progress.ts";
import type { Surroundings } from "../../cli/status-line.ts";
import type { RunRecord } from "../../experiments/records/record.ts";

/** A time of its own, and what is written: on a terminal of so many columns, or without one. */
function around(t: TestContext, columns: number | null, level: LogLevel = "info") {
  let now = 0;
  let timers: { at: number; ms: number; tick: () => void }[] = [];
  let text = "";
  t.mock.method(process.stderr, "write", (line: string) => {
    text += line;
    return true;
  });
  const surroundings: Surroundings = {
    columns,
    write: (more) => {
      text += more;
    },
    now: () => now,
    every(ms, tick) {
      const timer = { at: now + ms, ms, tick };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
  };
  return {
    surroundings,
    log: new Log(level),
    running: () => timers.length,
    pass(ms: number): void {
      const until = now + ms;
      for (;;) {
        const [next] = timers.toSorted((a, b) => a.at - b.at);
        if (next === undefined || next.at > until) break;
        now = next.at;
        next.at += next.ms;
        next.tick();
      }
      now = until;
    },
    /** What was written since the last call. */
    said(): string {
      const said = text;
      text = "";
      return said;
    },
  };
}

describe("how far a long phase is", () => {
  it("without a terminal, a fill says items of items, rate and time left every ten seconds", (t) => {
    const { surroundings, log, pass, said, running } = around(t, null);
    const progress = new FillProgress(log, false, surroundings);
    pass(20_000);
    assert.equal(
      said(),
      "  connecting, and making keys, for 10 s\n  connecting, and making keys, for 20 s\n",
    );
    for (let done = 100; done <= 1500; done += 100) {
      pass(1000);
      progress.batch("triple", done, 10_000);
    }
    assert.equal(said(), "  triple: 900 of 10000, 89 per second, 2 min left\n");
    // Nothing comes for a while: that shows, too.
    pass(15_000);
    assert.equal(
      said(),
      "  triple: 1500 of 10000, 74 per second, 2 min left\n  triple: 1500 of 10000, 48 per second, 3 min left\n",
    );
    progress.batch("triple", 10_000, 10_000);
    assert.match(said(), /^ {2}triple: 10000 of 10000, \d+ per second\n$/);
    progress.clear();
    pass(60_000);
    assert.deepEqual([said(), running()], ["", 0]);
    assert.ok(progress.rates().triple! > 0);
  });

  it("a run says the phase of each party, and how far the material of who has least is", (t) => {
    const { surroundings, log, pass, said, running } = around(t, null);
    const progress = new Progress(log, false, surroundings);
    progress.phase("P0", "offline");
    progress.phase("P1", "offline");
    said();
    progress.items("P0", { kind: "bit", done: 0, count: 4000 });
    progress.items("P1", { kind: "bit", done: 0, count: 4000 });
    pass(5000);
    progress.items("P0", { kind: "bit", done: 2000, count: 4000 });
    progress.items("P1", { kind: "bit", done: 1000, count: 4000 });
    pass(5000);
    assert.equal(
      said(),
      "  P0 offline  P1 offline: bit: 1000 of 4000, 100 per second, 30 s left\n",
    );
    progress.phase("P0", "online");
    progress.phase("P1", "online");
    said();
    pass(10_000);
    assert.equal(said(), "  P0 online  P1 online for 10 s\n");
    progress.end();
    pass(60_000);
    assert.deepEqual([said(), running()], ["", 0]);
  });

  it("on a terminal it is one line that changes, no wider than it, and is gone in the end", (t) => {
    const { surroundings, log, pass, said } = around(t, 30);
    const progress = new FillProgress(log, false, surroundings);
    said();
    pass(1000);
    progress.batch("triple", 100, 10_000);
    assert.equal(said(), "\r\u001b[2Ktriple: 100 of 10000");
    pass(1000);
    progress.batch("triple", 200, 10_000);
    assert.equal(said(), "\r\u001b[2Ktriple: 200 of 10000, 100 per");
    progress.clear();
    assert.equal(said(), "\r\u001b[2K");
  });

  it("an experiment says of a run, too, that it still goes on", (t) => {
    const { surroundings, log, pass, said, running } = around(t, null);
    const progress = new ExperimentProgress(log, false, surroundings);
    const cell = { id: "mult3, 2 parties" } as RunRecord["cell"];
    const counts = { done: 3, runs: 60, cellsDone: 1, cells: 20, leftMs: 120_000 };
    progress.event({ type: "begins", cell, repetition: 0, ...counts });
    const line = "1 of 20 cells, 3 of 60 runs, 2 min left: mult3, 2 parties #0";
    assert.equal(said(), `${line}\n`);
    pass(20_000);
    assert.equal(said(), `  ${line}, for 10 s\n  ${line}, for 20 s\n`);
    progress.clear();
    assert.equal(running(), 0);
  });

  it("is not said to who wants warnings alone", (t) => {
    const { surroundings, log, pass, said } = around(t, null, "warn");
    new FillProgress(log, false, surroundings).batch("triple", 1, 10);
    pass(100_000);
    assert.equal(said(), "");
  });
});
