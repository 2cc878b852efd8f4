import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Comparisons } from "../../online/comparisons.ts";
import type { Operation } from "../../online/operation.ts";
import { runEngines } from "../online/parties.ts";
import { LONG } from "../support/long.ts";
import {
  type Arguments,
  call,
  examplesOf,
  RECORDS,
  replacing,
  settled,
  shared,
  waysOf,
} from "./examples.ts";

/** The same arguments with zeros for all that is secret: plain values, and what one party alone is given. */
function zeroed(args: Arguments, others: Arguments): unknown[] {
  return replacing(args, (x) => ({ ...x, values: x.values.map(() => 0n) })).map((arg, k) => {
    const isPrivate = Array.isArray(arg) && others[k] === null;
    return isPrivate ? arg.map(() => 0) : arg;
  });
}

/** Who sends to whom, as what, and how much, in the order of sending. */
async function trace(
  of: Operation,
  zeros: boolean,
  n: number,
  comparisons: Comparisons,
): Promise<string[]> {
  const sent: string[] = [];
  await runEngines(
    async (mpc) => {
      const [own, others] = [mpc.self, (mpc.self + 1) % n].map((self) => examplesOf(of, self));
      for (const [k, example] of own!.entries()) {
        const args = await shared(mpc, zeros ? zeroed(example, others![k]!) : example);
        await call(mpc, of, args);
        await settled(mpc);
      }
    },
    {
      n,
      engine: { comparisons },
      network: {
        tamper: (from, to, tag, message) => {
          sent.push(`${from} ${to} ${tag} ${message.length}`);
          return message;
        },
      },
    },
  );
  return sent;
}

describe("who sends what to whom does not depend on what is secret", () => {
  for (const of of RECORDS)
    for (const comparisons of waysOf(of))
      it(`${of.name}${comparisons === "tree" ? "" : ", comparing by products"}`, async () => {
        for (const n of LONG ? [2, 3] : [2]) {
          const own = await trace(of, false, n, comparisons);
          assert.ok(own.length > 0);
          assert.deepEqual(await trace(of, true, n, comparisons), own, `n = ${n}`);
        }
      });

  it("would be seen to, of values that one party alone gives too", () => {
    const examples = RECORDS.map((of) => [examplesOf(of, 0), examplesOf(of, 1)] as const);
    const changed = examples.flatMap(([own, others]) =>
      own.filter(
        (args, k) => JSON.stringify(zeroed(args, others[k]!), text) !== JSON.stringify(args, text),
      ),
    );
    assert.ok(changed.some((args) => typeof args[0] === "number"));
    assert.ok(changed.length > 30, `${changed.length}`);
  });
});

const text = (_: string, value: unknown) => (typeof value === "bigint" ? `${value}n` : value);
