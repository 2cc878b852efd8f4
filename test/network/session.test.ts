import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { memoryNetwork } from "../../network/memory.ts";
import { Session } from "../../network/session.ts";

const EMPTY = new Uint8Array(0);
const fresh = () => new Session(memoryNetwork(3)[0]!);

describe("a label used twice, so that one message could pass for another, is refused", () => {
  const uses: [string, (session: Session) => unknown][] = [
    ["exchange", (s) => s.exchange("x", EMPTY)],
    ["channel", (s) => s.channel("x")],
    ["child", (s) => s.child("x")],
    ["send", (s) => s.send(1, "x", EMPTY)],
    ["receive", (s) => s.receive(1, "x", 0)],
  ];
  for (const [first, one] of uses)
    for (const [second, other] of uses)
      if (![first, second].every((use) => use === "send" || use === "receive") || first === second)
        it(`${first}, then ${second}`, async () => {
          const session = fresh();
          one(session);
          await assert.rejects(async () => await other(session), /RangeError.*used twice/s);
        });

  it("but one label goes to several peers and comes back from them", () => {
    const session = fresh();
    session.send(1, "x", EMPTY);
    session.send(2, "x", EMPTY);
    void session.receive(1, "x", 0);
    void session.receive(2, "x", 0);
  });
});

describe("a label that could be read as another's path or direction is refused", () => {
  for (const label of ["", "a/b", "x>1", "x<1"])
    it(`"${label}"`, () => {
      assert.throws(() => fresh().child(label), RangeError);
      assert.throws(() => fresh().send(1, label, EMPTY), RangeError);
    });
});

describe("what a session gives another thread of its party", () => {
  it("sends and receives beneath its path, and counts rounds", async () => {
    const [one, two] = memoryNetwork(2).map((transport) => new Session(transport));
    const links = one!.child("batch").beneath();
    links.send(1, "batch/x", Uint8Array.of(5));
    assert.deepEqual([...(await two!.child("batch").receive(0, "x", 1))], [5]);
    links.round();
    assert.equal(one!.meter.read().rounds, 1);
  });

  it("refuses tags of other sessions: a batch that could speak for another", () => {
    const links = fresh().child("batch-1").beneath();
    for (const tag of ["x", "batch-1", "batch-10/x", "batch-2/x", ""]) {
      assert.throws(() => links.send(1, tag, EMPTY), /RangeError.*not beneath/s);
      assert.throws(() => links.receive(1, tag, 0), /RangeError.*not beneath/s);
    }
  });
});
