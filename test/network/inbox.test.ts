import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Inbox } from "../../network/inbox.ts";
import { UNREAD_PAUSE_BYTES, UNREAD_REFUSE_BYTES } from "../../network/limits.ts";

/** Measured: what an empty message under a tag of its own, 1001 characters, takes of a process (RSS). */
const REAL_BYTES = 4200;
const tag = (k: number) => `${String(k).padStart(8, "0")}${"x".repeat(992)}\u0101`;

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
