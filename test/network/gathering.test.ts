import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import fc from "fast-check";
import { portable } from "../../crypto/suite.ts";
import { ConfigurationMismatch } from "../../network/abort.ts";
import { Gathering, type GatheringOptions } from "../../network/gathering.ts";
import {
  differences,
  encodeHello,
  type Hello,
  judgeProof,
  makeProof,
  parseHello,
  sessionIdOf,
} from "../../network/handshake.ts";
import type { Signer } from "../../network/wire.ts";
import { aborts } from "../contracts/transport.ts";
import { TestWire } from "./wires.ts";

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const channel = new Uint8Array(32).fill(7);

function signerOf(byte: number): Signer {
  const secret = new Uint8Array(32).fill(byte);
  return {
    publicKey: ed25519.getPublicKey(secret),
    sign: async (message) => ed25519.sign(message, secret),
  };
}

const helloOf = (party: number, more: Partial<Hello> = {}): Hello => ({
  party,
  parties: 2,
  publicKey: signerOf(party).publicKey,
  nonce: random(32),
  agreement: { program: "p" },
  ...more,
});

/** What a test has started, to be stopped whatever becomes of it. */
const started: Gathering[] = [];

interface Meeting {
  readonly gatherings: Gathering[];
  /** wires[i][j]: i's end of its link to j. */
  readonly wires: TestWire[][];
  readonly lines: string[];
}

/** n parties with wires between them; `change` alters what one of them is told about the world. */
function meet(
  n: number,
  change: (party: number) => Partial<GatheringOptions> = () => ({}),
): Meeting {
  const lines: string[] = [];
  const signers = Array.from({ length: n }, (_, k) => signerOf(k + 1));
  const gatherings = signers.map(
    (signer, self) =>
      new Gathering({
        self,
        signer,
        publicKeys: signers.map((s) => s.publicKey),
        agreement: { program: "p" },
        host: { suite: portable, random, turn: setImmediate },
        deadlineMs: 600,
        heartbeatMs: 100,
        connectMs: 300,
        log: (line) => lines.push(line),
        ...change(self),
      }),
  );
  started.push(...gatherings);
  const wires: TestWire[][] = Array.from({ length: n }, () => []);
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++) [wires[i]![j], wires[j]![i]] = TestWire.pair();
  return { gatherings, wires, lines };
}

function offerAll({ gatherings, wires }: Meeting, except: readonly number[] = []): void {
  gatherings.forEach((gathering, i) => {
    wires[i]!.forEach((wire, j) => {
      if (!except.includes(i) && !except.includes(j)) gathering.offer(j, wire, channel);
    });
  });
}

afterEach(() => {
  const over = new Error("the test is over");
  for (const gathering of started.splice(0)) {
    gathering.fail(over);
    gathering.whole.then(
      (transport) => transport.abort(over),
      () => undefined,
    );
  }
});

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

  it("a party that greets all and proves itself to nobody ends the gathering, and no honest one is named", async () => {
    const meeting = meet(3);
    for (const to of [0, 1])
      meeting.wires[2]![to]!.rewrite = (frame) => (frame[0] === 1 ? [frame] : []);
    offerAll(meeting);
    const verdicts = await Promise.allSettled(meeting.gatherings.map((g) => g.whole));
    for (const verdict of verdicts.slice(0, 2)) {
      assert.ok(verdict.status === "rejected");
      assert.equal(verdict.reason.code, "peer-aborted");
      assert.deepEqual(verdict.reason.culprits, []);
    }
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

describe("greetings", () => {
  it("read back as written", () => {
    const hello = helloOf(1, { agreement: { field: "p", "ä key": "", program: "x".repeat(3000) } });
    assert.deepEqual(parseHello(1, encodeHello(hello)), hello);
  });

  it("another wire version is refused by name, whatever else it says", () => {
    assert.throws(
      () => parseHello(3, encodeHello(helloOf(1), 7).subarray(0, 10)),
      (error: unknown) =>
        error instanceof ConfigurationMismatch &&
        error.differences[0] === "wire version: 1 here, 7 at P3",
    );
  });

  it("leftovers, cuts, disorder and garbage are refused", () => {
    const good = encodeHello(helloOf(1, { agreement: { a: "1", b: "2" } }));
    for (let length = 0; length < good.length; length++)
      assert.throws(() => parseHello(1, good.subarray(0, length)), RangeError);
    assert.throws(() => parseHello(1, Uint8Array.of(...good, 0)), RangeError);
    const swapped = good.slice();
    [swapped[swapped.length - 10], swapped[swapped.length - 4]] = [98, 97];
    assert.throws(() => parseHello(1, swapped), RangeError);
    assert.throws(() => parseHello(1, new Uint8Array(70_000)), RangeError);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        bytes.set(good.subarray(0, Math.min(10, bytes.length)));
        assert.throws(() => parseHello(1, bytes), RangeError);
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it("an agreement that does not fit is refused where it is made", () => {
    const long = Object.fromEntries(
      Array.from({ length: 30 }, (_, k) => [`k${k}`, "x".repeat(3000)]),
    );
    assert.throws(() => encodeHello(helloOf(1, { agreement: long })), RangeError);
  });

  it("a peer's text cannot write on our terminal", () => {
    const [line] = differences({}, 1, { "a\u001b[2J": `b\n\u202e${"c".repeat(500)}` });
    assert.match(line!, /^[\x20-\x7e\ufffd…]*$/);
    assert.ok(line!.length < 300);
  });

  it("digests are shortened, and what only follows from another difference is left out", () => {
    const own = { program: `p (${"ab".repeat(32)})`, deadline: "1 s", heartbeat: "1 ms" };
    const their = { program: `p (${"cd".repeat(32)})`, deadline: "2 s", heartbeat: "2 ms" };
    assert.deepEqual(differences(own, 1, their), [
      "deadline: 1 s here, 2 s at P1",
      "program: p (abababababab) here, p (cdcdcdcdcdcd) at P1",
    ]);
    const alone = differences(own, 1, { ...own, heartbeat: "2 ms" });
    assert.deepEqual(alone, ["heartbeat: 1 ms here, 2 ms at P1"]);
  });

  it("names of Object.prototype are entries like any other", () => {
    assert.deepEqual(differences({}, 1, { constructor: "x" }), [
      "constructor: (not set) here, x at P1",
    ]);
  });
});

describe("proofs", () => {
  it("verify for their session, signer, receiver and channel, and for no other", async () => {
    const [a, b] = [signerOf(1), signerOf(2)];
    const id = sessionIdOf(portable, [helloOf(0), helloOf(1)]);
    const other = sessionIdOf(portable, [helloOf(0), helloOf(1)]);
    const proof = await makeProof(portable, a, id, 0, 1, channel);
    const judge = (key: Uint8Array, session: Uint8Array, from: number, to: number, raw = proof) =>
      judgeProof(portable, key, session, from, to, channel, raw);
    assert.equal(judge(a.publicKey, id, 0, 1), "authentic");
    assert.equal(judge(a.publicKey, other, 0, 1), "another session");
    assert.equal(judge(b.publicKey, id, 0, 1), "not authentic");
    assert.equal(judge(a.publicKey, id, 1, 0), "not authentic");
    assert.equal(judge(a.publicKey, id, 0, 2), "not authentic");
    assert.equal(judge(a.publicKey, id, 2, 1), "not authentic");
    assert.equal(
      judgeProof(portable, a.publicKey, id, 0, 1, new Uint8Array(0), proof),
      "not authentic",
    );
    const flipped = proof.slice();
    flipped[40]! ^= 1;
    assert.equal(judge(a.publicKey, id, 0, 1, flipped), "not authentic");
    assert.throws(() => judge(a.publicKey, id, 0, 1, proof.subarray(1)), RangeError);
  });

  it("the session id depends on every identity, nonce and entry of the agreement", () => {
    const base = [helloOf(0), helloOf(1)];
    const variants = [
      base,
      [helloOf(0), base[1]!],
      [base[0]!, helloOf(1, { nonce: base[0]!.nonce })],
      base.map((h) => ({ ...h, agreement: { program: "q" } })),
      base.map((h) => ({ ...h, agreement: { program: "p", x: "" } })),
      [base[1]!, base[0]!],
      [base[0]!, { ...base[1]!, publicKey: signerOf(5).publicKey }],
    ];
    const ids = variants.map((v) => Buffer.from(sessionIdOf(portable, v)).toString("hex"));
    assert.equal(new Set(ids).size, variants.length);
  });
});
