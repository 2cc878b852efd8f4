import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { ConfigurationMismatch } from "../../network/abort.ts";
import type { Signer } from "../../network/wire.ts";
import { aborts } from "../contracts/transport.ts";
import { channel, disperse, type Meeting, meet, offerAll, signerOf } from "./meeting.ts";
import { TestWire } from "./wires.ts";

afterEach(disperse);

describe("a gathering", () => {
  it("ends in one session id everywhere, new every time", async () => {
    const ids = new Set<string>();
    for (let run = 0; run < 2; run++) {
      const meeting = meet(3);
      offerAll(meeting);
      const parties = await Promise.all(meeting.gatherings.map((g) => g.whole));
      for (const p of parties) ids.add(Buffer.from(p.sessionId).toString("hex"));
      await Promise.all(parties.map((p) => p.close()));
    }
    assert.equal(ids.size, 2);
  });

  it("a peer that calls itself somebody else is named", async () => {
    const meeting = meet(3, (k) => (k === 2 ? { signer: signerOf(9) } : {}));
    offerAll(meeting);
    const verdicts = [0, 1].map((k) =>
      aborts(meeting.gatherings[k]!.whole, "peer-not-authentic", [2], /calls itself/),
    );
    await Promise.all([
      ...verdicts,
      meeting.gatherings[2]!.whole.then(
        (t) => t.abort(new Error("the test is over")),
        () => undefined,
      ),
    ]);
  });

  it("connect as another party: the right key in another's place is named", async () => {
    const meeting = meet(3);
    meeting.gatherings[0]!.offer(1, meeting.wires[0]![2]!, channel);
    meeting.gatherings[2]!.offer(0, meeting.wires[2]![0]!, channel);
    await Promise.all([
      aborts(meeting.gatherings[0]!.whole, "peer-not-authentic", [1]),
      ...meeting.gatherings.slice(1).map((g) =>
        g.whole.then(
          (t) => t.abort(new Error("the test is over")),
          () => undefined,
        ),
      ),
    ]);
  });

  it("another party's number under its own key is named", async () => {
    const meeting = meet(2);
    meeting.wires[1]![0]!.rewrite = (frame) => {
      const changed = frame.slice();
      if (frame[0] === 1) changed[15] = 0;
      return [changed];
    };
    offerAll(meeting);
    await aborts(meeting.gatherings[0]!.whole, "peer-not-authentic", [1], /calls itself P0/);
  });

  it("a difference in the agreement is a difference, never an accusation", async () => {
    const meeting = meet(2, (k) => ({ agreement: { program: k === 0 ? "p" : "q" } }));
    offerAll(meeting);
    const verdicts = meeting.gatherings.map((gathering, k) =>
      assert.rejects(gathering.whole, (error: unknown) => {
        assert.ok(error instanceof ConfigurationMismatch);
        assert.deepEqual(error.differences, [
          k === 0 ? "program: p here, q at P1" : "program: q here, p at P0",
        ]);
        return true;
      }),
    );
    await Promise.all(verdicts);
  });

  const differs = (meeting: Meeting, party: number, expected: readonly string[]) =>
    assert.rejects(meeting.gatherings[party]!.whole, (error: unknown) => {
      assert.ok(error instanceof ConfigurationMismatch, String(error));
      assert.deepEqual(error.differences, expected);
      return true;
    });

  it("who comes late to a difference learns of it, and accuses nobody", async () => {
    const meeting = meet(3, (k) => ({
      agreement: { program: k === 1 ? "q" : "p" },
      connectMs: 3000,
    }));
    const verdicts = [
      differs(meeting, 0, ["program: p here, q at P1"]),
      differs(meeting, 1, ["program: q here, p at P0", "program: q here, p at P2"]),
      differs(meeting, 2, ["program: p here, q at P1"]),
    ];
    offerAll(meeting, [2]);
    // Longer than any wait for greetings that are under way.
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.ok(meeting.lines.includes("configurations differ: program: p here, q at P1"));
    for (const k of [0, 1]) {
      meeting.gatherings[k]!.offer(2, meeting.wires[k]![2]!, channel);
      meeting.gatherings[2]!.offer(k, meeting.wires[2]![k]!, channel);
    }
    await Promise.all(verdicts);
  });

  it("a difference, and somebody who never comes: the difference, when time is up", async () => {
    const meeting = meet(3, (k) => ({ agreement: { program: k === 0 ? "p" : "q" } }));
    offerAll(meeting, [2]);
    await Promise.all([
      differs(meeting, 0, ["program: p here, q at P1"]),
      differs(meeting, 1, ["program: q here, p at P0"]),
      aborts(meeting.gatherings[2]!.whole, "peer-silent", [0, 1]),
    ]);
  });

  it("different number of parties: who is not known to one of them accuses nobody", async () => {
    // P1 knows of two parties only, so that P2 cannot reach it.
    const keys = [1, 2].map((k) => signerOf(k).publicKey);
    const meeting = meet(3, (k) => (k === 1 ? { publicKeys: keys } : {}));
    const verdicts = [
      assert.rejects(meeting.gatherings[0]!.whole, (error: unknown) => {
        assert.ok(error instanceof ConfigurationMismatch);
        assert.ok(error.differences.includes("number of parties: 3 here, 2 at P1"));
        return true;
      }),
      aborts(meeting.gatherings[2]!.whole, "peer-aborted", [], /P0 stopped: configurations differ/),
    ];
    meeting.gatherings[1]!.whole.catch(() => undefined);
    for (const [i, j] of [[0, 1] as const, [0, 2] as const]) {
      meeting.gatherings[i]!.offer(j, meeting.wires[i]![j]!, channel);
      meeting.gatherings[j]!.offer(i, meeting.wires[j]![i]!, channel);
    }
    await Promise.all(verdicts);
  });

  it("the number of parties is compared even where all that is agreed upon is alike", async () => {
    const meeting = meet(2);
    meeting.wires[1]![0]!.rewrite = (frame) => {
      const changed = frame.slice();
      if (frame[0] === 1) changed[17] = 3;
      return [changed];
    };
    const verdict = differs(meeting, 0, ["number of parties: 2 here, 3 at P1"]);
    meeting.gatherings[1]!.whole.catch(() => undefined);
    offerAll(meeting);
    await verdict;
  });

  it("a key that does not sign what it claims: a proof by another hand is named", async () => {
    const liar: Signer = { ...signerOf(2), sign: signerOf(7).sign };
    const meeting = meet(2, (k) => (k === 1 ? { signer: liar } : {}));
    offerAll(meeting);
    await Promise.all([
      aborts(meeting.gatherings[0]!.whole, "peer-not-authentic", [1]),
      meeting.gatherings[1]!.whole.then(
        (t) => t.abort(new Error("the test is over")),
        () => undefined,
      ),
    ]);
  });

  it("relayed over another channel, a proof does not verify", async () => {
    const meeting = meet(2);
    meeting.gatherings[0]!.offer(1, meeting.wires[0]![1]!, channel);
    meeting.gatherings[1]!.offer(0, meeting.wires[1]![0]!, new Uint8Array(32).fill(8));
    // Who judges first stops; the other may hear of that before it has a proof to judge.
    const outcomes = await Promise.allSettled(meeting.gatherings.map((g) => g.whole));
    const codes = outcomes.map((o) => (o.status === "rejected" ? o.reason.code : "whole"));
    assert.ok(codes.includes("peer-not-authentic"), codes.join());
    assert.ok(!codes.includes("whole"), codes.join());
  });

  it("different nonces to two peers: session ids differ, and nobody is accused on that alone", async () => {
    const meeting = meet(3);
    meeting.wires[2]![1]!.rewrite = (frame) => {
      if (frame[0] !== 1) return [frame];
      const changed = frame.slice();
      changed[5 + 14 + 32]! ^= 1;
      return [changed];
    };
    offerAll(meeting);
    const outcomes = await Promise.allSettled(meeting.gatherings.map((g) => g.whole));
    const codes = outcomes.map((o) => {
      assert.ok(o.status === "rejected");
      return [o.reason.code, o.reason.culprits];
    });
    assert.ok(codes.some(([code]) => code === "inconsistent-broadcast"));
    for (const [, culprits] of codes) assert.deepEqual(culprits, []);
  });

  it("who does not come is named by all, and nobody else", async () => {
    const meeting = meet(3);
    offerAll(meeting, [2]);
    await Promise.all([0, 1].map((k) => aborts(meeting.gatherings[k]!.whole, "peer-silent", [2])));
    await aborts(meeting.gatherings[2]!.whole, "peer-silent", [0, 1]);
  });

  it("who gives up early is not blamed by who waits on: the one who never came is", async () => {
    const meeting = meet(3, (k) => ({ connectMs: k === 0 ? 100 : 500 }));
    offerAll(meeting, [2]);
    await Promise.all([0, 1].map((k) => aborts(meeting.gatherings[k]!.whole, "peer-silent", [2])));
    await aborts(meeting.gatherings[2]!.whole, "peer-silent", [0, 1]);
  });

  it("a party that greets one and not the other is named by the other; who waits in vain names nobody", async () => {
    // P1's time is up first: it has a greeting of everybody, and proofs of nobody.
    const meeting = meet(3, (k) => ({ connectMs: k === 1 ? 100 : 500 }));
    meeting.wires[2]![0]!.rewrite = () => [];
    offerAll(meeting);
    const [p0, p1, p2] = meeting.gatherings.map((g) => g.whole);
    await Promise.all([
      aborts(p0!, "peer-silent", [2]),
      aborts(p1!, "peer-aborted", []),
      assert.rejects(p2!),
    ]);
  });

  it("a link that breaks before the proof may be offered anew", async () => {
    const meeting = meet(2);
    const [half] = TestWire.pair();
    meeting.gatherings[0]!.offer(1, half, channel);
    half.end();
    offerAll(meeting);
    const parties = await Promise.all(meeting.gatherings.map((g) => g.whole));
    await Promise.all(parties.map((p) => p.close()));
    assert.match(meeting.lines[0]!, /P1: it ended the connection; trying on/);
  });

  it("a proof before the greeting, or a second greeting, names the peer", async () => {
    for (const type of [2, 1]) {
      const meeting = meet(2);
      meeting.wires[1]![0]!.rewrite = (frame) => {
        if (type === 2) return [Uint8Array.of(2, ...frame.subarray(1))];
        const second = frame.slice();
        second[1] = 1;
        return [frame, second];
      };
      offerAll(meeting);
      await Promise.all([
        aborts(meeting.gatherings[0]!.whole, "malformed-message", [1]),
        meeting.gatherings[1]!.whole.then(
          (t) => t.abort(new Error("the test is over")),
          () => undefined,
        ),
      ]);
    }
  });
});
