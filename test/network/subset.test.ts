import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { memoryNetwork } from "../../network/memory.ts";
import { subset } from "../../network/subset.ts";
import { transportContract } from "../contracts/transport.ts";

transportContract("the first n of n + 1", async (n) => {
  const whole = memoryNetwork(n + 1, { turn: setImmediate });
  return whole.slice(0, n).map((t) => padded(subset(t, n)));
});

/** The contract counts links of n parties; the whole's meter has one more, which must be idle. */
function padded(transport: ReturnType<typeof subset>): ReturnType<typeof subset> {
  const { meter } = transport;
  const read = meter.read.bind(meter);
  const cut = (counts: readonly number[]) => {
    assert.equal(counts[transport.n], 0);
    return counts.slice(0, transport.n);
  };
  meter.read = () => {
    const t = read();
    return {
      ...t,
      bytesSent: cut(t.bytesSent),
      bytesReceived: cut(t.bytesReceived),
      messagesSent: cut(t.messagesSent),
    };
  };
  return transport;
}

describe("a subset", () => {
  it("has a session id of its own, equal at its members, bound to the whole and its size", () => {
    const whole = memoryNetwork(4, { seed: "s" });
    const ids = (count: number) =>
      whole.slice(0, count).map((t) => Buffer.from(subset(t, count).sessionId).toString("hex"));
    assert.equal(new Set(ids(3)).size, 1);
    const own = Buffer.from(whole[0]!.sessionId).toString("hex");
    assert.equal(new Set([own, ids(2)[0], ids(3)[0], ids(4)[0]]).size, 4);
  });

  it("two sessions crossed: what is sent in the whole is not heard in the subset", async () => {
    const whole = memoryNetwork(3);
    const [p, q] = [subset(whole[0]!, 2), subset(whole[1]!, 2)];
    whole[0]!.send(1, "x", Uint8Array.of(1));
    p.send(1, "x", Uint8Array.of(2));
    assert.deepEqual([...(await q.receive(0, "x", 1))], [2]);
    assert.deepEqual([...(await whole[1]!.receive(0, "x", 1))], [1]);
  });

  it("reaches its members only", () => {
    const whole = memoryNetwork(3);
    assert.throws(() => subset(whole[2]!, 2), RangeError);
    assert.throws(() => subset(whole[0]!, 1), RangeError);
    assert.throws(() => subset(whole[0]!, 4), RangeError);
    assert.throws(() => subset(whole[0]!, 2).send(2, "x", new Uint8Array(1)), RangeError);
    assert.throws(() => void subset(whole[0]!, 2).receive(2, "x", 1), RangeError);
  });
});
