import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseKind } from "../../items/kinds.ts";
import { Abort, ConfigurationMismatch, parseFrom } from "../../network/abort.ts";
import { differences } from "../../network/handshake.ts";
import { MAX_DETAIL, MAX_DIFFERENCE_TEXT, MAX_DIFFERENCES } from "../../network/limits.ts";
import { firstOf, printable } from "../../network/printable.ts";

/** What moves a cursor, turns text around, hides, or ends a line. */
const UNSHOWABLE = [
  ..."\u0000\u0007\u001b\u007f\u0085\u009b",
  ..."\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
  ..."\u00ad\u115f\u200b\u200c\u200d\u2060\u3164\ufe0f\ufeff\u{e0041}",
  ..."\n\r\t\u00a0\u2028\u2029\u3000",
  "\ud800",
];

describe("a peer's text", () => {
  it("commands no terminal, turns nothing around and hides nothing", () => {
    for (const bad of UNSHOWABLE)
      assert.equal(printable(`a${bad}b`), "a\ufffdb", `U+${bad.codePointAt(0)!.toString(16)}`);
    assert.equal(printable("Köln, 東京: ½ “x” – é"), "Köln, 東京: ½ “x” – é");
  });

  it("is cut, and never within a character", () => {
    assert.equal(printable("x".repeat(2 ** 20)), `${"x".repeat(100)}…`);
    assert.equal(printable("𝔽".repeat(5), 4), `${"𝔽".repeat(4)}…`);
    assert.equal(printable("𝔽".repeat(4), 4), "𝔽".repeat(4));
  });

  it("in the error of a parser reaches no terminal either", () => {
    for (const bad of ["\u001b[2J", "\u202e", "x".repeat(119)]) {
      const raw = new TextEncoder().encode(`${bad}y`);
      const caught = (() => {
        try {
          return parseFrom("here", 1, raw, (bytes) => parseKind(new TextDecoder().decode(bytes)));
        } catch (error) {
          return error;
        }
      })();
      assert.ok(caught instanceof Abort);
      assert.deepEqual([caught.code, caught.culprits], ["malformed-message", [1]]);
      for (const control of "\u001b\u202e") assert.ok(!caught.message.includes(control));
    }
    const long = new Abort("malformed-message", "here", [1], "x".repeat(10_000));
    assert.ok(long.message.length < MAX_DETAIL + 100);
  });
});

describe("a list that a peer causes", () => {
  it("says how much of it is left out", () => {
    assert.deepEqual(firstOf(["aa", "bb", "cc"], 6), ["aa", "bb", "cc"]);
    assert.deepEqual(firstOf(["aa", "bb", "cc"], 5), ["aa", "bb", "and 1 more"]);
    assert.deepEqual(firstOf(["a".repeat(9), "b"], 5), ["a".repeat(9), "and 1 more"]);
  });

  it("of 250 invented entries: those that are ours come first, and one line says how many there are", () => {
    const theirs = Object.fromEntries(
      Array.from({ length: 250 }, (_, k) => [`a${k}${"x".repeat(300)}`, "y".repeat(300)]),
    );
    const lines = differences({ program: "p" }, 1, { ...theirs, program: "q" });
    assert.equal(lines.length, MAX_DIFFERENCES + 1);
    assert.equal(lines[0], "program: p here, q at P1");
    assert.equal(lines.at(-1), `${251 - MAX_DIFFERENCES} more at P1`);
    const fifteen = Array.from({ length: 15 }, (_, p) => differences({}, p, theirs)).flat();
    const { message } = new ConfigurationMismatch(fifteen);
    // A fact is told whole, with what each of 15 parties says.
    assert.ok(message.length < MAX_DIFFERENCE_TEXT + 15 * 300, `${message.length}`);
    assert.match(message, /; and \d+ more$/);
  });
});
