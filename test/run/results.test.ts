import assert from "node:assert/strict";
import { join } from "node:path";
import { Readable } from "node:stream";
import { after, describe, it } from "node:test";
import { runClear } from "../../experiments/processes/testbed.ts";
import type { Value } from "../../online/value.ts";
import { EXIT, failureOf } from "../../run/exit-code.ts";
import { eachLine } from "../../run/lines.ts";
import type { LocalRunOptions } from "../../run/outcome.ts";
import { checkedResult, shownResult } from "../../run/result.ts";
import { runLocally } from "../../run/run-locally.ts";
import { assertNoFolders, ownTemporaryFolder } from "./leftovers.ts";

ownTemporaryFolder();
const program = join(import.meta.dirname, "returns.ts");
const run = (args: Record<string, Value>, more: Partial<LocalRunOptions> = {}) =>
  runLocally({ program, parties: 2, security: "additive+dealer", args, ...more });

const VALUES = {
  typed: [Float64Array.of(-0, 0.5), BigUint64Array.of(2n ** 64n - 1n), Int16Array.of(-3)],
  integers: [-0, 2 ** 40, 2 ** 53, 2n ** 57n + 1n, -(2n ** 64n), 1, 1n],
  nested: { empty: {}, list: [[null]], text: "é\u0000" },
};

describe("what a program returned", () => {
  after(assertNoFolders);

  it("comes from a process as it was, and arguments come to it as they were", async () => {
    const own = await run({ kind: "args" }, { ownArgs: [VALUES, { only: 1, x: 2n ** 60n }] });
    assert.equal(own.exitCode, EXIT.ok);
    assert.deepStrictEqual(own.parties[0]!.result, { kind: null, ...VALUES });
    assert.deepStrictEqual(own.parties[1]!.result, { kind: null, only: 1, x: 2n ** 60n });
  });

  it("comes as it was from a process that computes in the clear", async () => {
    const { signal } = new AbortController();
    const task = { program, args: { kind: "values" }, parties: 2 };
    const { parties } = await runClear(task, { signal, onLine: () => undefined });
    for (const { result } of parties) assert.deepStrictEqual(result, VALUES);
  });

  it("NaN deep in it, a Map, a Secret, a function: refused with its path, on every engine alike", async () => {
    const words = {
      nan: "result.rows[3].mean: NaN",
      map: "result: a Map",
      secret: "result.x: a Secret that nobody has opened",
      function: "result.f: a function",
    };
    for (const [kind, start] of Object.entries(words)) {
      const { parties, exitCode } = await run({ kind }, { security: "plain" });
      assert.equal(exitCode, EXIT.usage);
      for (const { result, error } of parties) {
        assert.equal(result, null);
        assert.equal(error!.code, "UsageError");
        assert.ok(error!.message.startsWith(`${start}; a result is made of null, `), kind);
      }
    }
    const { parties } = await run({ kind: "nan", only: 1 });
    assert.deepEqual([parties[1]!.result, parties[1]!.error!.code], [null, "UsageError"]);
    // Nobody else has done anything wrong.
    assert.deepEqual([parties[0]!.result, parties[0]!.error], [[6n], null]);
    assert.equal(parties[0]!.afterwards, null);
  });

  it("nothing is said to be nothing; what is long is cut for people, and said to be", async () => {
    const { parties, exitCode } = await run({ kind: "nothing" }, { security: "plain" });
    assert.deepEqual([parties[0]!.result, exitCode], [undefined, EXIT.ok]);
    assert.equal(shownResult(undefined), "nothing: the program returned no value");
    assert.equal(shownResult(checkedResult([1n, -0])), '["1",-0]');
    const long = shownResult(Array.from({ length: 1e5 }, (_, k) => k));
    assert.ok(long.length < 2100);
    assert.match(long, /^\[0,1,.*… \(588891 characters; --json prints all\)$/);
  });
});

it("an error of a program that holds a whole table is cut, and said to be", () => {
  const { message } = failureOf(new Error(`no\n${"x".repeat(1e6)}\ud800`));
  assert.ok(message.length < 2100);
  assert.match(message, /^no; x+… \(1000005 characters\)/);
});

describe("lines of a process", () => {
  it("come in pieces where one has no end, and are whole however they arrive", async () => {
    const lines = async (chunks: readonly string[]): Promise<string[]> => {
      const stream = Readable.from(chunks.map((c) => Buffer.from(c)));
      const all: string[] = [];
      eachLine(stream, (line) => all.push(line));
      await new Promise((resolve) => stream.once("end", resolve));
      return all;
    };
    assert.deepEqual(await lines(["a\nb", "c\r", "\n\nd"]), ["a", "bc", "", "d"]);
    const endless = await lines([...Array(9).fill("x".repeat(999)), "\nend\n"]);
    assert.deepEqual(
      endless.map((line) => line.length),
      [2000, 2000, 2000, 2000, 991, 3],
    );
  });
});
