import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { referenceField } from "../../../algebra/reference.ts";
import { takeBits } from "../../../items/kinds/bit.ts";
import { takeTriples } from "../../../items/kinds/triple.ts";
import { Abort } from "../../../network/abort.ts";
import type { LinkedTransport } from "../../../network/linked.ts";
import { Session } from "../../../network/session.ts";
import { dealerPreprocessing } from "../../../offline/dealer/client.ts";
import { serveDealer } from "../../../offline/dealer/serve.ts";
import { aborts } from "../../contracts/transport.ts";
import { linkedOver, wiresOf } from "../../network/linked-parties.ts";
import { TestWire } from "../../network/wires.ts";

const field = referenceField(101n);
const TIMING = { deadlineMs: 150, heartbeatMs: 30 };

/** What a test has started, to be stopped whatever becomes of it. */
const started: LinkedTransport[] = [];
afterEach(() => {
  for (const party of started.splice(0)) party.abort(new Error("the test is over"));
});

/** Two parties, and a dealer that serves them until something fails. */
async function twoPartiesAndDealer() {
  const wires = wiresOf(3, TestWire.pair);
  const transports = linkedOver(wires, TIMING);
  started.push(...transports);
  const [p0, p1, last] = transports;
  const serving = serveDealer(new Session(last!), field, "authenticated");
  serving.catch((error: Error) => last!.abort(error));
  const [first, second] = await Promise.all(
    [p0, p1].map((t) => dealerPreprocessing(new Session(t!), field, "authenticated")),
  );
  /** P0 asks, and stops with what it gets for it. */
  const asks = () =>
    takeTriples(first!, 5).catch((error: Error) => {
      p0!.abort(error);
      throw error;
    });
  return { first: first!, second: second!, asks, evil: p1!, serving };
}

describe("a party that withholds its request", () => {
  it("is named by the dealer, who waits for it; who waits for the dealer does not name the dealer", async () => {
    const { asks, serving } = await twoPartiesAndDealer();
    await Promise.all([aborts(serving, "peer-silent", [1]), aborts(asks(), "peer-aborted", [])]);
  });

  it("with an excuse in its heartbeats too, it gets no honest one named: neither dealer nor who waits", async () => {
    const { asks, evil, serving } = await twoPartiesAndDealer();
    evil.receive(0, "never", 1, Number.POSITIVE_INFINITY).catch(() => undefined);
    const outcomes = await Promise.allSettled([serving, asks()]);
    for (const outcome of outcomes) {
      assert.ok(outcome.status === "rejected");
      assert.ok(outcome.reason instanceof Abort, String(outcome.reason));
      assert.deepEqual(outcome.reason.culprits, [], outcome.reason.message);
    }
  });

  it("a party that asks for nothing while the others compute is no culprit, nor once one of them is done", async () => {
    const { first, second } = await twoPartiesAndDealer();
    await sleep(4 * TIMING.deadlineMs);
    await Promise.all([takeTriples(first, 5), takeTriples(second, 5)]);
    await first.close();
    await sleep(4 * TIMING.deadlineMs);
    // What was dealt is there; what is missing is refused by a dealer that still serves.
    await aborts(takeBits(second, 1), "programs-diverged", [], /P0 wants nothing more/);
  });
});
