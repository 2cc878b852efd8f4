import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Inbox } from "../../network/inbox.ts";
import { UNREAD_BYTES, unreadShare } from "../../network/limits.ts";

/** Measured: what an empty message under a tag of its own, 1001 characters, takes of a process (RSS). */
const REAL_BYTES = 4200;
const tag = (k: number) => `${String(k).padStart(8, "0")}${"x".repeat(992)}\u0101`;

const SHARE = 2 ** 24;
const REPLY = 409_600;
const ignore = () => undefined;

/** What it reports as taken goes to `reported`. */
function inboxOf(share: number, reported: number[] = []): Inbox {
  return new Inbox(share, { taken: (bytes) => reported.push(bytes), room: true, want: ignore });
}

describe("what peers send and nobody has asked for", () => {
  it("takes no more than one stated bound from all of them together, however many they are", () => {
    for (const n of [2, 3, 16, 64])
      assert.ok((n - 1) * unreadShare(n) <= UNREAD_BYTES && unreadShare(n) > REPLY);
  });

  it("is refused at the share, whether it is waited for something else or not", () => {
    for (const waits of [false, true]) {
      const inbox = inboxOf(SHARE);
      if (waits) inbox.wait("due", { maxLength: 1, since: null, resolve: ignore, reject: ignore });
      let bytes = 0;
      assert.throws(() => {
        for (;;) bytes += inbox.begin("products", REPLY).bytes.length;
      }, /^RangeError: floods/);
      assert.ok(bytes <= SHARE && bytes > SHARE - 2 * REPLY, `${bytes}`);
    }
  });

  it("is counted no more once it is taken and reported", () => {
    const reported: number[] = [];
    const inbox = inboxOf(SHARE, reported);
    for (let k = 0; k < 1000; k++) {
      inbox.fill(inbox.begin("products", REPLY), new Uint8Array(REPLY));
      assert.equal(inbox.take("products", REPLY)?.length, REPLY);
    }
    assert.ok(reported.length >= 8 && reported.every((bytes) => bytes >= SHARE / 8));
  });

  it("an announcement is refused before it is allocated where its receiver waits for less", () => {
    const inbox = inboxOf(SHARE);
    inbox.wait("products", { maxLength: REPLY, since: null, resolve: ignore, reject: ignore });
    assert.throws(() => inbox.begin("products", 2 ** 40), /^RangeError: \d+ bytes, at most 409600/);
    assert.equal(inbox.begin("products", REPLY).bytes.length, REPLY);
  });

  it("a flood of empty messages under long tags, no two alike, is refused before it takes more memory", () => {
    const inbox = inboxOf(SHARE);
    assert.throws(() => {
      for (let count = 1; ; count++) {
        inbox.begin(tag(count), 0);
        assert.ok(count * REAL_BYTES <= SHARE, `${count} messages and no end`);
      }
    }, /^RangeError: floods/);
  });
});
