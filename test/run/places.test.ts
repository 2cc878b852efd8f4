import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { Abort, OutOfMaterial } from "../../network/abort.ts";
import type { Mpc } from "../../operations/mpc.ts";
import { type Failure, failureOf } from "../../run/exit-code.ts";
import { runInTheClear } from "../../run/run-in-the-clear.ts";
import { instead } from "../online/material.ts";
import { FAMILIES, runEngines } from "../online/parties.ts";
import misplaced, { MISTAKES } from "./misplaced.ts";

const FILE = "test/run/misplaced.ts";
const LINES = readFileSync(new URL("misplaced.ts", import.meta.url), "utf8").split("\n");

/** Where the mistake stands in the file, by the comment at its line. */
const lineOf = (mistake: string): number =>
  1 + LINES.findIndex((line) => line.trimEnd().endsWith(`// ${mistake}`));

/** As if this project had made it, not this test. */
const made = (error: Error): Error => Object.assign(error, { stack: "" });

async function failuresOnEngines(
  program: (mpc: Mpc) => Promise<unknown>,
  setting: Parameters<typeof runEngines>[1],
): Promise<Failure[]> {
  const failures: Failure[] = [];
  await runEngines(
    async (mpc) =>
      program(mpc).catch((error: unknown) => {
        failures[mpc.self] = failureOf(error);
      }),
    { close: false, engine: { reportWaitMs: 500 }, ...setting },
  );
  return failures;
}

describe("an error in a user's program names file, line and operation", () => {
  for (const [mistake, { operation, says, clear }] of Object.entries(MISTAKES)) {
    const assertPlaced = (failures: readonly Failure[]) => {
      assert.ok(failures.length > 0, "no party failed");
      for (const failure of failures) {
        assert.equal(failure.at, `${FILE}:${lineOf(mistake)}`, failure.message);
        assert.match(failure.message, says);
        assert.ok(failure.message.includes(`at ${FILE}:${lineOf(mistake)})`), failure.message);
        if (operation !== null) assert.ok(failure.message.includes(operation), failure.message);
      }
    };

    if (clear !== "only")
      it(`${mistake}: on the engines`, async () => {
        for (const family of FAMILIES)
          assertPlaced(await failuresOnEngines((mpc) => misplaced(mpc, { mistake }), { family }));
      });

    if (clear !== "never")
      it(`${mistake}: in the clear`, async () => {
        const run = await runInTheClear({
          program: FILE,
          args: { mistake },
          parties: 2,
          security: "plain",
        });
        const failed = run.parties.map(({ error }) => error!);
        assertPlaced(failed.filter(({ code }) => code !== "peer-aborted"));
      });
  }

  it("material that runs out names who asked for it", async () => {
    const failures = await failuresOnEngines(
      (mpc) => misplaced(mpc, { mistake: "everything right" }),
      {
        material: (items) =>
          instead(items, "triple", () =>
            Promise.reject(made(new OutOfMaterial("out of material: no triples"))),
          ),
      },
    );
    for (const failure of failures) {
      assert.equal(failure.code, "OutOfMaterial");
      assert.equal(failure.at, `${FILE}:${lineOf("a product")}`);
      assert.equal(failure.operation, "multiply");
    }
  });

  it("programs that differ name the lines of the first difference, each its own", async () => {
    const failures = await failuresOnEngines(
      (mpc) => misplaced(mpc, { mistake: "another operation" }),
      {},
    );
    assert.deepEqual(
      failures.map(({ code, at, operation }) => [code, at, operation]),
      [
        ["programs-diverged", `${FILE}:${lineOf("a square at P0")}`, "square"],
        ["programs-diverged", `${FILE}:${lineOf("a truncation elsewhere")}`, "truncate"],
      ],
    );
  });

  it("tables that programs read are no programs; those that ship are", () => {
    const at = (file: string) => `    at f (${new URL(`../../${file}`, import.meta.url).href}:7:1)`;
    const stack = ["Error: no", at("programs/data/column.ts"), at("programs/mult3.ts")].join("\n");
    assert.equal(failureOf(Object.assign(new Error("no"), { stack })).at, "programs/mult3.ts:7");
  });

  it("what no program caused names none", () => {
    const failure = failureOf(made(new Abort("peer-silent", "session", [1])));
    assert.deepEqual([failure.operation, failure.at], [undefined, undefined]);
    assert.equal(failure.message, "peer-silent in session; culprits: P1");
  });
});
