import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Abort, type AbortCode } from "../../network/abort.ts";
import { trafficSince } from "../../network/meter.ts";
import type { Transport } from "../../network/transport.ts";

/** Fails unless `promise` rejects with this Abort, and with this detail if one is given. */
export async function aborts(
  promise: Promise<unknown>,
  code: AbortCode,
  culprits: readonly number[],
  detail = /(?:)/,
): Promise<void> {
  const outcome = await promise.then(
    () => "a value",
    (error: unknown) => error,
  );
  assert.ok(outcome instanceof Abort, `expected ${code}, got ${String(outcome)}`);
  assert.deepEqual([outcome.code, outcome.culprits], [code, culprits], outcome.message);
  assert.match(outcome.message, detail);
}

/** Bytes that tell their place. */
export function pattern(length: number, seed = 0): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(length);
  for (let k = 0; k < length; k++) out[k] = (k * 31 + (k >>> 8) * 17 + seed) & 0xff;
  return out;
}

const LENGTHS = [0, 1, 7, 125, 126, 16_383, 16_384, 16_385, 65_536, 262_144, 262_145, 2_000_003];

/** What every Transport must do. `connect` makes n connected parties, new for every call. */
export function transportContract(
  name: string,
  connect: (n: number) => Promise<readonly Transport[]>,
): void {
  const withParties = async (n: number, test: (parties: readonly Transport[]) => Promise<void>) => {
    const parties = await connect(n);
    try {
      await test(parties);
    } finally {
      await Promise.all(parties.map((p) => p.close()));
    }
  };

  describe(`${name} keeps the transport contract`, () => {
    it("gives all parties the same new session id of 32 bytes", async () => {
      const ids = new Set<string>();
      for (let run = 0; run < 2; run++)
        await withParties(3, async (parties) => {
          const own = parties.map((p) => Buffer.from(p.sessionId).toString("hex"));
          assert.equal(new Set(own).size, 1);
          assert.equal(own[0]!.length, 64);
          ids.add(own[0]!);
          assert.deepEqual(
            parties.map((p) => [p.self, p.n]),
            [
              [0, 3],
              [1, 3],
              [2, 3],
            ],
          );
        });
      assert.equal(ids.size, 2);
    });

    it("delivers every length whole, in a buffer of its own", () =>
      withParties(2, async ([p, q]) => {
        for (const length of LENGTHS) p!.send(1, "all", pattern(length, length));
        for (const length of LENGTHS) {
          const got = await q!.receive(0, "all", length);
          assert.deepEqual(Buffer.compare(got, pattern(length, length)), 0, `${length} bytes`);
          assert.equal(got.byteOffset, 0);
          assert.equal(got.buffer.byteLength, length);
        }
      }));

    it("keeps the order of one sender and tag, whatever the sizes, and receivers' order too", () =>
      withParties(2, async ([p, q]) => {
        const sizes = [600_000, 3, 40_000, 0, 700_000, 5, 17_000];
        const early = sizes.map((size) => q!.receive(0, "early", size));
        sizes.forEach((size, k) => {
          p!.send(1, "early", pattern(size, k));
          p!.send(1, "late", pattern(size, k + 100));
        });
        const late = sizes.map((size) => q!.receive(0, "late", size));
        const got = [...(await Promise.all(early)), ...(await Promise.all(late))];
        got.forEach((message, k) => {
          const seed = k < sizes.length ? k : k - sizes.length + 100;
          const expected = pattern(sizes[k % sizes.length]!, seed);
          assert.equal(Buffer.compare(message, expected), 0, `message ${k}`);
        });
      }));

    it("keeps tags and senders apart", () =>
      withParties(3, async ([p, q, r]) => {
        const waiting = [q!.receive(0, "a", 1), q!.receive(2, "a", 1), q!.receive(0, "b/ä", 1)];
        r!.send(1, "a", Uint8Array.of(2));
        p!.send(1, "b/ä", Uint8Array.of(3));
        p!.send(1, "a", Uint8Array.of(1));
        const got = await Promise.all(waiting);
        assert.deepEqual(
          got.map((m) => m[0]),
          [1, 2, 3],
        );
      }));

    it("names the sender of a message longer than allowed, come before or after the receive", () =>
      withParties(3, async ([p, q, r]) => {
        const waiting = aborts(q!.receive(0, "soon", 3), "malformed-message", [0]);
        p!.send(1, "soon", pattern(4));
        await waiting;
        p!.send(2, "early", pattern(300_000));
        p!.send(2, "mark", pattern(0));
        await r!.receive(0, "mark", 0);
        await aborts(r!.receive(0, "early", 299_999), "malformed-message", [0]);
      }));

    it("delivers what was sent before an orderly end; what is awaited after it names the leaver", () =>
      withParties(3, async ([p, q, r]) => {
        p!.send(1, "last", pattern(500_000));
        const late = aborts(q!.receive(0, "more", 1), "peer-closed", [0]);
        await p!.close();
        await late;
        assert.equal((await q!.receive(0, "last", 500_000)).length, 500_000);
        await aborts(q!.receive(0, "more", 1), "peer-closed", [0]);
        q!.send(0, "gone", pattern(10));
        q!.send(2, "rest", pattern(1));
        assert.equal((await r!.receive(1, "rest", 1)).length, 1);
      }));

    it("an abort rejects everything of its own, for good, with its reason", () =>
      withParties(2, async ([p, q]) => {
        const reason = new Abort("mac-check-failed", "check/1");
        q!.send(0, "there", pattern(1));
        const pending = [p!.receive(1, "never", 1), p!.receive(1, "never", 1)];
        p!.abort(reason);
        const later = [p!.receive(1, "never", 1), p!.receive(1, "there", 1)];
        for (const promise of [...pending, ...later])
          assert.equal(await promise.catch((error: unknown) => error), reason);
        p!.send(1, "after", pattern(1));
        p!.abort(new Error("again"));
        await p!.close();
      }));

    it("an abort's notice names nobody: neither the messenger nor anyone else", () =>
      withParties(3, async ([p, q, r]) => {
        const [a, b] = [q!.receive(0, "x", 1), r!.receive(1, "x", 1)];
        const seen = [aborts(a, "peer-aborted", []), b.catch((error: unknown) => error)];
        p!.abort(new Abort("mac-check-failed", "check/1"));
        await seen[0];
        q!.abort(new Abort("peer-aborted", "session"));
        const outcome = await seen[1];
        assert.ok(outcome instanceof Abort);
        assert.deepEqual([outcome.code, outcome.culprits], ["peer-aborted", []]);
      }));

    it("counts payload bytes and messages per link", () =>
      withParties(3, async ([p, q, r]) => {
        p!.send(1, "x", pattern(100));
        p!.send(2, "x", pattern(20_000));
        p!.send(2, "x", pattern(1));
        await q!.receive(0, "x", 100);
        await r!.receive(0, "x", 20_000);
        await r!.receive(0, "x", 1);
        assert.deepEqual(p!.meter.read().bytesSent, [0, 100, 20_001]);
        assert.deepEqual(p!.meter.read().messagesSent, [0, 1, 2]);
        assert.deepEqual(q!.meter.read().bytesReceived, [100, 0, 0]);
        assert.deepEqual(r!.meter.read().bytesReceived, [20_001, 0, 0]);
      }));

    it("counts what the wires carried, if there are any: more than the payload", () =>
      withParties(2, async ([p, q]) => {
        const before = p!.meter.read();
        p!.send(1, "x", pattern(100_000));
        await q!.receive(0, "x", 100_000);
        const cost = trafficSince(before, p!.meter.read());
        assert.equal(cost.bytesSent[1], 100_000);
        assert.ok(cost.wireBytesSent[1] === 0 || cost.wireBytesSent[1]! > 100_000);
        assert.equal(cost.wireBytesSent[0], 0);
      }));

    it("runs a turn later than what is ready now", () =>
      withParties(2, async ([p]) => {
        const order: string[] = [];
        await new Promise<void>((resolve) => {
          p!.turn(() => {
            order.push("turn");
            resolve();
          });
          void Promise.resolve().then(() => order.push("ready"));
        });
        assert.deepEqual(order, ["ready", "turn"]);
      }));
  });
}
