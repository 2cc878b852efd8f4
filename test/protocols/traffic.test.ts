/** The formulas beside protocols, held to the meters of runs, and to the numbers on the protocols' cards. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { referenceField } from "../../algebra/reference.ts";
import type { Traffic } from "../../network/meter.ts";
import type { Session } from "../../network/session.ts";
import { tossSeed, tossTraffic } from "../../protocols/coin-toss.ts";
import { commitThenOpen, commitTraffic } from "../../protocols/commit.ts";
import { echo, echoTraffic } from "../../protocols/echo.ts";
import { macCheckTraffic } from "../../protocols/mac-check.ts";
import { openingTraffic } from "../../protocols/opening-traffic.ts";
import {
  inSequence,
  onAllLinks,
  type PeerTraffic,
  sentSince,
  TrafficSum,
} from "../../protocols/traffic.ts";
import { checked, runCheck } from "../support/checks.ts";
import { runParties } from "../support/parties.ts";
import { assertMetered } from "../support/planned-traffic.ts";

const field = referenceField((1n << 60n) - (1n << 18n) + 1n);

function assertAlike(expected: PeerTraffic, metered: readonly Traffic[]): void {
  const all = new TrafficSum(metered.length);
  all.addAlike(expected);
  assertMetered(all, metered);
}

describe("what a protocol sends is what its formula says", () => {
  const alike: Record<
    string,
    { readonly formula: (n: number) => PeerTraffic; readonly run: (s: Session) => Promise<unknown> }
  > = {
    echo: {
      formula: echoTraffic,
      run: (s) =>
        echo(
          s,
          "echo",
          Array.from({ length: s.n }, () => Uint8Array.of(7)),
        ),
    },
    "commit, then open, of no bytes": {
      formula: (n) => commitTraffic(n, 0),
      run: (s) => commitThenOpen(s, new Uint8Array(0), 0),
    },
    "commit, then open, of 9 bytes": {
      formula: (n) => commitTraffic(n, 9),
      run: (s) => commitThenOpen(s, new Uint8Array(9), 9),
    },
    "coin toss": { formula: tossTraffic, run: tossSeed },
  };
  for (const [name, { formula, run }] of Object.entries(alike))
    it(name, async () => {
      for (const n of [2, 3, 5]) assertAlike(formula(n), (await runParties(n, run)).traffic);
    });

  it("MAC check, of however many elements", async () => {
    for (const n of [2, 3, 5])
      for (const t of [1, 5000]) {
        const { traffic } = await runCheck(field, checked(field, n, t, "traffic"));
        assertAlike(macCheckTraffic(n), traffic);
      }
  });

  it("MAC check, as on its card: 5 rounds and 200 bytes to the peer, or 7 and 296 to each", () => {
    assert.deepEqual(macCheckTraffic(2), { rounds: 5, messages: 5, bytes: 32 + 96 + 72 });
    assert.deepEqual(macCheckTraffic(3), { rounds: 7, messages: 7, bytes: 64 + 128 + 104 });
  });
});

describe("sums of traffic", () => {
  const opening = openingTraffic({
    ...{ routing: "king", before: 4, header: 1, elements: 2 },
    riders: [0, 0, 8],
  });

  it("count what follows one another, by link and direction", () => {
    // The king of the fifth opening is P1. P2 tells P0 its rider itself.
    assert.deepEqual(opening.bytes, [
      [0, 17, 0],
      [17, 0, 17],
      [9, 25, 0],
    ]);
    assert.deepEqual([opening.rounds, opening.delays], [1, 2]);
    const sum = new TrafficSum(3);
    sum.add(opening);
    const before = sum.read();
    sum.addAlike(inSequence(echoTraffic(3), echoTraffic(3)));
    assert.deepEqual([sum.rounds, sum.delays], [3, 4]);
    assert.equal(sum.bytes[0]![2], 64);
    // What was read stays what it was.
    assert.equal(before.bytes[0]![2], 0);
    const since = sentSince(before, sum.read());
    assert.deepEqual([since.rounds, since.delays], [2, 2]);
    assert.deepEqual([onAllLinks(since.bytes), onAllLinks(since.messages)], [6 * 64, 6 * 2]);
  });
});
