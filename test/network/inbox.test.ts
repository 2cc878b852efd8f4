import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Inbox } from "../../network/inbox.ts";
import { UNREAD_PAUSE_BYTES, UNREAD_REFUSE_BYTES } from "../../network/limits.ts";

/** Measured: what an empty message under a tag of its own, 1001 characters, takes of a process (RSS). */
const REAL_BYTES = 4200;
const tag = (k: number) => `${String(k).padStart(8, "0")}${"x".repeat(992)}\u0101`;

describe("what a peer sends ahead of time under one tag: replies of vectors that are not due", () => {
  const REPLY = 409_600;
  const ahead = (inbox: Inbox) => {
    let bytes = 0;
    for (;;) {
      const message = inbox.begin("lowgear/batches/triples-7/products", REPLY);
      if (message === null) return bytes;
      bytes += message.bytes.length;
      assert.ok(bytes <= UNREAD_REFUSE_BYTES, `${bytes} bytes and no end`);
    }
  };

  it("is read no further at the bound, and goes on as it is taken", () => {
    const inbox = new Inbox();
    const bytes = ahead(inbox);
    assert.ok(bytes <= UNREAD_PAUSE_BYTES && bytes > UNREAD_PAUSE_BYTES - 2 * REPLY, `${bytes}`);
    assert.equal(ahead(inbox), 0);
  });

  it("is refused at the larger bound while something else is waited for", () => {
    const inbox = new Inbox();
    const ignore = () => undefined;
    inbox.wait("due", { maxLength: 1, since: null, resolve: ignore, reject: ignore });
    assert.throws(() => ahead(inbox), /^RangeError: floods/);
  });

  it("is refused before it is allocated where its receiver waits for less", () => {
    const inbox = new Inbox();
    const ignore = () => undefined;
    inbox.wait("products", { maxLength: REPLY, since: null, resolve: ignore, reject: ignore });
    assert.throws(() => inbox.begin("products", 2 ** 40), /^RangeError: \d+ bytes, at most 409600/);
    assert.equal(inbox.begin("products", REPLY)!.bytes.length, REPLY);
  });
});

describe("a flood of empty messages under long tags, no two alike", () => {
  it("is read no further once it takes the memory that is allowed, and again when it is asked for", () => {
    const inbox = new Inbox();
    let count = 0;
    while (inbox.begin(tag(count), 0) !== null)
      assert.ok(++count * REAL_BYTES <= UNREAD_PAUSE_BYTES, `${count} messages and no end`);
    for (let k = 0; k < count; k++) assert.equal(inbox.take(tag(k), 0)?.length, 0);
    // Nothing of what was handed out is counted any more.
    for (let k = 0; k < count; k++) assert.notEqual(inbox.begin(tag(k), 0), null);
    assert.equal(inbox.begin(tag(count), 0), null);
  });

  it("is refused, while we wait for something else, before it takes more than is allowed", () => {
    const inbox = new Inbox();
    const ignore = () => undefined;
    const due = { maxLength: 1, since: null, resolve: ignore, reject: ignore };
    inbox.wait("due", due);
    assert.throws(() => {
      for (let count = 1; ; count++) {
        inbox.begin(tag(count), 0);
        assert.ok(count * REAL_BYTES <= UNREAD_REFUSE_BYTES, `${count} messages and no end`);
      }
    }, /^RangeError: floods/);
  });
});
