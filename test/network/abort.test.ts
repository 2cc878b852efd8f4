import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Abort, ConfigurationMismatch, parseFrom } from "../../network/abort.ts";

const parse = (error: Error) => () =>
  parseFrom("box", 1, new Uint8Array(0), () => {
    throw error;
  });

describe("what a peer sent does not parse", () => {
  it("garbage names its sender, with the parser's words", () => {
    assert.throws(parse(new RangeError("a residue beyond p")), (error) => {
      assert.ok(error instanceof Abort);
      assert.deepEqual([error.code, error.culprits], ["malformed-message", [1]]);
      assert.match(error.message, /a residue beyond p/);
      return true;
    });
  });

  it("text that is not UTF-8 names its sender", () => {
    const decode = (raw: Uint8Array) => new TextDecoder("utf-8", { fatal: true }).decode(raw);
    assert.throws(
      () => parseFrom("box", 1, Uint8Array.of(0xff), decode),
      (error) => error instanceof Abort && error.culprits[0] === 1,
    );
  });

  it("a peer is not blamed for a bug of ours, nor for memory that this machine lacks", () => {
    for (const own of [
      new Error("no memory for a message of 8 bytes"),
      new TypeError("Cannot read properties of undefined"),
      new RangeError("Array buffer allocation failed"),
    ])
      assert.throws(parse(own), (error) => error === own);
  });

  it("a peer whose words contain the engine's for lack of memory is named all the same", () => {
    assert.throws(parse(new RangeError('unknown kind "out of memory"')), Abort);
  });
});

describe("a mismatch of several parties", () => {
  it("is one line that names each fact once, and all lines apart", () => {
    const differences = [
      "program: p here, q at P1",
      "security: s here, t at P1",
      "program: p here, q at P2",
      "security: s here, u at P2",
      "number of parties: 3 here, 2 at P2",
    ];
    const { message, ...mismatch } = new ConfigurationMismatch(differences);
    assert.equal(
      message,
      "the parties' configurations differ: program: p here, q at P1, P2; security: s here, t at P1, u at P2; number of parties: 3 here, 2 at P2",
    );
    assert.deepEqual(mismatch.differences, differences);
  });
});
