/** What a party reports at the end: its checked result, and the first cause of what went wrong, not the last symptom. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { prime60 } from "../../algebra/prime60.ts";
import { Party } from "../../host/node/party/party.ts";
import { PhaseClock } from "../../host/node/party/statistics.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import { Abort } from "../../network/abort.ts";
import { memoryNetwork } from "../../network/memory.ts";
import { Session } from "../../network/session.ts";
import { dealer } from "../../offline/dealer/backend.ts";
import { dealLocally } from "../../offline/dealer/local.ts";
import type { Mpc } from "../../operations/mpc.ts";
import { EXIT, type Failure } from "../../run/exit-code.ts";
import { takePart } from "../../run/take-part.ts";
import { causeOf, exitCodeOfRun } from "../../run/verdict.ts";

function parties() {
  const transports = memoryNetwork(2, { suite: nodeSuite, seed: "part", turn: setImmediate });
  const items = dealLocally(2, prime60(), "authenticated", nodeSuite);
  return transports.map((transport, self) => {
    const session = new Session(transport);
    const party = new Party(transport, session, items[self]!, new PhaseClock(() => null), {
      ...{ labels: [], material: dealer.makes.authenticated },
      ...{ routing: "direct", statistical: 40 },
    });
    return { transport, party };
  });
}

const program = async (mpc: Mpc) => {
  const x = await mpc.input(0, 1, mpc.self === 0 ? [5] : null);
  return Number((await mpc.output(await mpc.multiply(x, x)))[0]);
};

describe("a party's part of a run", () => {
  it("a peer that stops once all is checked takes nothing from the others", async () => {
    const [p0, p1] = parties();
    const told: unknown[] = [];
    const stops = async (mpc: Mpc) => {
      const result = await program(mpc);
      p0!.transport.abort(new Error("P0 has gone on for too long"));
      return result;
    };
    const onResult = (result: unknown) => told.push(result);
    const [, { result, afterwards }] = await Promise.all([
      takePart(p0!.party, { program: stops, args: {} }).catch(() => null),
      takePart(p1!.party, { program, args: {}, onResult }),
    ]);
    assert.deepEqual([result, told], [25, [25]]);
    assert.equal(afterwards!.code, "peer-aborted");
    assert.deepEqual(afterwards!.culprits, []);
  });

  it("openings that were never checked give no result, and none is told before", async () => {
    const told: unknown[] = [];
    const unchecked = async (mpc: Mpc) => {
      const x = await mpc.input(0, 1, mpc.self === 0 ? [5] : null);
      await mpc.multiply(x, x);
      return 1;
    };
    const parts = parties().map(({ party }) =>
      takePart(party, { program: unchecked, args: {}, onResult: (result) => told.push(result) }),
    );
    const messages = await Promise.all(parts.map((part) => part.catch((e: Error) => e.message)));
    assert.ok(messages.some((message) => /never checked/.test(String(message))));
    assert.deepEqual(told, []);
  });

  it("a result that is no value fails its party alone, after an orderly end", async () => {
    const [p0, p1] = parties();
    const broken = async (mpc: Mpc) => ({ mean: (await program(mpc)) * Number.NaN });
    const refused = takePart(p1!.party, { program: broken, args: {} });
    const fine = takePart(p0!.party, { program, args: {} });
    await assert.rejects(refused, { name: "UsageError", message: /^result\.mean: NaN; / });
    assert.deepEqual(await fine, { result: 25, afterwards: null });
  });

  it("a failure that nobody waited for is told, and no result is lost to it", async () => {
    const [p0, p1] = parties();
    const last = async (mpc: Mpc) => {
      const result = await program(mpc);
      if (mpc.self === 0)
        p0!.party.run(() => Promise.reject(new Error("late")), {}).catch(() => null);
      return result;
    };
    const [, { result, afterwards }] = await Promise.all([
      takePart(p0!.party, { program: last, args: {} }).catch(() => null),
      takePart(p1!.party, { program, args: {} }),
    ]);
    assert.equal(result, 25);
    assert.equal(afterwards!.exitCode, EXIT.peer);
  });

  it("a session that had failed before it was closed is told of, too", async () => {
    const party = {
      run: async () => 1,
      finished: async () => undefined,
      // Of a failed session, close gives back what it holds, and says nothing.
      close: async () => undefined,
      failure: new Abort("peer-silent", "x", [1]),
    } as unknown as Party;
    const { result, afterwards } = await takePart(party, { program, args: {} });
    assert.deepEqual([result, afterwards!.code, afterwards!.culprits], [1, "peer-silent", [1]]);
  });

  it("what a party reports is the first cause that it has", async () => {
    const [p0, p1] = parties();
    const fails = async (mpc: Mpc) => {
      await program(mpc);
      p0!.transport.abort(new Abort("peer-silent", "x", [1]));
      p0!.transport.abort(new Error("the last symptom"));
      return program(mpc);
    };
    const first = takePart(p0!.party, { program: fails, args: {} });
    void takePart(p1!.party, { program, args: {} }).catch(() => null);
    await assert.rejects(first, { code: "peer-silent", culprits: [1] });
  });
});

const failure = (code: string, exitCode: number): Failure => ({
  ...{ code, message: code, culprits: [], exitCode },
});
const good = (party: number, afterwards: Failure | null = null) => ({
  ...{ party, error: null, afterwards },
});
const bad = (party: number, error: Failure) => ({ party, error, afterwards: null });
const silent = failure("peer-silent", EXIT.peer);

describe("what a run comes to", () => {
  it("a dealer's verdict spoils no run in which every party has its result", () => {
    for (const verdict of [silent, failure("malformed-message", EXIT.cheating)]) {
      const ended = [[good(0), good(1)], bad(2, verdict)] as const;
      assert.equal(exitCodeOfRun(...ended), EXIT.ok);
      assert.equal(causeOf(...ended), null);
    }
    assert.equal(exitCodeOfRun([good(0), bad(1, silent)], bad(2, silent)), EXIT.peer);
    assert.equal(
      exitCodeOfRun([good(0), bad(1, silent)], bad(2, failure("x", EXIT.cheating))),
      EXIT.cheating,
    );
  });

  it("peers that end badly afterwards spoil none either; cheating at the end is never exit code 0", () => {
    assert.equal(exitCodeOfRun([good(0, silent), good(1)], null), EXIT.ok);
    const caught = failure("malformed-message", EXIT.cheating);
    assert.equal(exitCodeOfRun([good(0, caught), good(1)], null), EXIT.cheating);
    assert.equal(causeOf([good(0, caught), good(1)], null)!.party, 0);
  });

  it("it is named by its first cause: not by who was ended for not ending, nor by who stopped for another", () => {
    const hung = failure("hung", EXIT.peer);
    const stopped = failure("peer-aborted", EXIT.peer);
    const cases: [Failure[], number, number][] = [
      [[hung, failure("mac-check-failed", EXIT.cheating)], 1, EXIT.cheating],
      [[hung, silent], 1, EXIT.peer],
      [[stopped, silent], 1, EXIT.peer],
      [[silent, failure("killed", EXIT.peer)], 1, EXIT.peer],
      [[stopped, failure("Error", EXIT.bug)], 1, EXIT.bug],
    ];
    for (const [failures, party, code] of cases) {
      const ended = failures.map((error, k) => bad(k, error));
      assert.equal(causeOf(ended, null)!.party, party);
      assert.equal(exitCodeOfRun(ended, null), code);
    }
  });
});
