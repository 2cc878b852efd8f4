import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Session } from "../../network/session.ts";
import { echo, echoDigest, echoOn } from "../../protocols/echo.ts";
import { runParties } from "../support/parties.ts";
import { assertBlamed, flipFirst, lie, seats, wrongLengths } from "../support/tamper.ts";
import { assertWire } from "../support/wire.ts";

const bytes = (...x: number[]) => Uint8Array.from(x);

/** Everybody tells everybody one byte, then echoes. */
async function broadcast(session: Session): Promise<number[]> {
  const messages = await session.exchange("tell", bytes(session.self));
  await echo(session, "echo", messages);
  return messages.map((m) => m[0]!);
}

describe("echo", () => {
  it("lets equal messages pass, in one round of 32 bytes, and with n = 2 sends nothing", async () => {
    for (const n of [2, 3, 4, 5]) {
      const { results, traffic } = await runParties(n, broadcast, { shuffle: true, seed: `${n}` });
      assert.deepEqual(
        results,
        Array.from({ length: n }, () => Array.from({ length: n }, (_, i) => i)),
      );
      assert.equal(traffic[0]!.rounds, n === 2 ? 1 : 2);
      assert.equal(traffic[0]!.bytesSent[1], n === 2 ? 1 : 33);
    }
  });

  it("notices a message that differs from one receiver to another, naming nobody", async () => {
    for (const { n, cheater } of seats.filter((seat) => seat.n > 2)) {
      const to = (cheater + 1) % n;
      const tamper = lie({ from: cheater, to, tag: /tell$/ }, flipFirst);
      assertBlamed(
        await runParties(n, broadcast, { tamper }),
        cheater,
        "inconsistent-broadcast",
        [],
      );
    }
  });

  it("stops the party that is sent another digest, and names nobody", async () => {
    for (const { n, cheater } of seats.filter((seat) => seat.n > 2)) {
      const tamper = lie({ from: cheater, tag: /echo$/ }, flipFirst);
      assertBlamed(
        await runParties(n, broadcast, { tamper }),
        cheater,
        "inconsistent-broadcast",
        [],
      );
    }
  });

  for (const [what, change] of Object.entries(wrongLengths))
    it(`names the sender of a digest that is ${what}`, async () => {
      const tamper = lie({ from: 1, tag: /echo$/ }, change);
      assertBlamed(await runParties(3, broadcast, { tamper }), 1, "malformed-message", [1]);
    });

  it("does not take a digest from another place, instance, session or order of parties", async () => {
    const { results } = await runParties(2, async (s) => s, { seed: "digest" });
    const [s] = results as Session[];
    const messages = [bytes(1), bytes(2)];
    const other = (await runParties(2, async (t) => t, { seed: "other" })).results[0] as Session;
    const digests = [
      echoDigest(s!, "a", 0, messages),
      echoDigest(s!, "b", 0, messages),
      echoDigest(s!, "a", 1, messages),
      echoDigest(other, "a", 0, messages),
      echoDigest(s!, "a", 0, [bytes(2), bytes(1)]),
      echoDigest(s!, "a", 0, [bytes(1, 2), bytes()]),
    ].map((digest) => Buffer.from(digest).toString("hex"));
    assert.equal(new Set(digests).size, digests.length);
  });

  it("repeats on a channel, and notices the replay of an earlier digest", async () => {
    const twice = async (s: Session) => {
      const channel = s.channel("again");
      for (const k of [0, 1]) await echoOn(s, channel, k, Array(3).fill(bytes(7)));
    };
    assert.deepEqual((await runParties(3, twice)).results, Array(3).fill(undefined));
    let first: Uint8Array | null = null;
    const replay = lie({ from: 1, tag: /again$/ }, (m) => (first ??= m));
    assertBlamed(await runParties(3, twice, { tamper: replay }), 1, "inconsistent-broadcast", []);
  });

  it("treats a list of another length as a bug", async () => {
    await assert.rejects(
      runParties(3, (s) => echo(s, "echo", [bytes(1)])),
      /^RangeError: echo: 1 messages of 3 parties/,
    );
  });
});

it("an echo keeps its wire format, on its own and on a channel", async () => {
  const { transcript } = await runParties(
    3,
    async (s) => {
      const messages = [1, 2, 3].map((byte) => Uint8Array.of(byte));
      await echo(s, "echo", messages);
      await echoOn(s, s.channel("echoes"), 4, messages);
    },
    { seed: "wire" },
  );
  assertWire("protocols/echo", transcript);
});
