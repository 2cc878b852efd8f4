import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  Abort,
  type AbortCode,
  ConfigurationMismatch,
  Interrupted,
  isSilence,
  OutOfMaterial,
} from "../../network/abort.ts";
import { abortOfNotice, noticeCode, notMereSilence } from "../../network/notice.ts";

/** What the third in a chain fails with, and the fourth. */
function passedOn(failure: Error): Abort[] {
  const third = abortOfNotice(1, noticeCode(failure));
  return [third, abortOfNotice(2, noticeCode(third))];
}

const CAUGHT: readonly AbortCode[] = [
  "mac-check-failed",
  "sacrifice-failed",
  "bad-opening",
  "bad-proof",
  "inconsistent-broadcast",
  "malformed-message",
  "programs-diverged",
  "peer-not-authentic",
];

describe("a notice", () => {
  it("of silence, or of leaving, is silence along the whole chain, and names nobody", () => {
    for (const failure of [
      new Abort("peer-closed", "x", [1]),
      new Abort("peer-silent", "x", [1]),
      new Abort("peer-aborted", "x", [], "a third is waited for in vain", true),
      new Interrupted("Ctrl-C"),
      new OutOfMaterial("none left"),
    ])
      for (const heard of passedOn(failure)) {
        assert.deepEqual([heard.code, heard.culprits], ["peer-aborted", []]);
        assert.ok(isSilence(heard), heard.message);
      }
  });

  it("of what somebody was caught at, of an error or of lost keys is silence nowhere", () => {
    for (const failure of [
      ...CAUGHT.map((code) => new Abort(code, "x", [1])),
      new Abort("peer-aborted", "x"),
      new ConfigurationMismatch([]),
      new TypeError("a bug"),
      notMereSilence(new Abort("peer-closed", "x", [1])),
      notMereSilence(new Abort("peer-aborted", "x", [], "", true)),
      notMereSilence(new Interrupted("Ctrl-C")),
    ])
      for (const heard of passedOn(failure)) assert.ok(!isSilence(heard), heard.message);
  });

  it("that is none of ours is no silence", () => {
    for (let code = 0; code < 256; code++)
      if (![6, 7, 11, 248, 249, 250].includes(code)) assert.ok(!isSilence(abortOfNotice(1, code)));
  });

  it("with its loss is still the same failure", () => {
    const failure = new Abort("peer-silent", "there", [2], "no sign of life");
    const told = notMereSilence(failure) as Abort;
    assert.deepEqual(
      [told.code, told.culprits, told.message],
      ["peer-silent", [2], failure.message],
    );
    const caught = new Abort("bad-proof", "x", [1]);
    assert.equal((notMereSilence(caught) as Abort).code, "bad-proof");
  });
});
