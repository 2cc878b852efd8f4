import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Family } from "../../items/columns.ts";
import { kindName } from "../../items/kinds.ts";
import type { Tamper } from "../../network/memory.ts";
import type { Comparisons } from "../../online/comparisons.ts";
import type { Rounding } from "../../online/evaluator.ts";
import type { Cost, Operation } from "../../online/operation.ts";
import { ROUNDS, readHeader } from "../../online/round-message.ts";
import type { Statistics } from "../../operations/engine.ts";
import { type Plan, planProgram } from "../../operations/plan.ts";
import { runEngines } from "../online/parties.ts";
import { LONG } from "../support/long.ts";
import { call, costOf, examplesOf, RECORDS, settled, shared, waysOf } from "./examples.ts";

/** A cost as it is compared: items by name, and none of which there are 0. */
interface Counted {
  readonly rounds: number;
  readonly opened: number;
  readonly checks: number;
  readonly items: Record<string, number>;
}

function counted({ rounds, opened, items, checks = 0 }: Cost): Counted {
  const byName: Record<string, number> = {};
  for (const [item, count] of items)
    if (count > 0) byName[kindName(item)] = (byName[kindName(item)] ?? 0) + count;
  return { rounds, opened, checks, items: byName };
}

const difference = (after: Statistics | Plan, before: Statistics | Plan): Counted => ({
  rounds: after.rounds - before.rounds,
  opened: after.elements - before.elements,
  checks: after.checks - before.checks,
  items: Object.fromEntries(
    [...after.items]
      .map(([kind, count]) => [kind, count - (before.items.get(kind) ?? 0)] as const)
      .filter(([, count]) => count > 0),
  ),
});

/** Counts rounds that only announce a check: those that open nothing and are followed by one. */
class Announcements {
  count = 0;
  #last: "check" | number = "check";

  readonly tamper: Tamper = (from, to, tag, message) => {
    if (from !== 0 || to !== 1) return message;
    if (tag === ROUNDS) this.#last = readHeader(message).elements;
    else if (/check-\d+/.test(tag)) {
      if (this.#last === 0) this.count++;
      this.#last = "check";
    }
    return message;
  };
}

/** How a run rounds and compares: what it costs depends on that. */
interface Settings {
  readonly rounding?: Rounding;
  readonly comparisons?: Comparisons;
}

/** Who counts what the examples of a record cost, one after another. */
interface Meter {
  readonly name: string;
  /** Whether it makes checks. */
  readonly checks: boolean;
  readonly settings: Settings;
  costs(of: Operation, n: number): Promise<readonly Counted[]>;
}

const engine = (name: string, family: Family, settings: Settings = {}): Meter => ({
  name,
  checks: family === "authenticated",
  settings,
  async costs(of, n) {
    const announcements = new Announcements();
    const { results } = await runEngines(
      async (mpc) => {
        const costs: Counted[] = [];
        for (const example of examplesOf(of, mpc.self)) {
          const args = await shared(mpc, example);
          await settled(mpc);
          const [before, announced] = [mpc.statistics(), announcements.count];
          await call(mpc, of, args);
          const cost = difference(mpc.statistics(), before);
          costs.push({ ...cost, rounds: cost.rounds - (announcements.count - announced) });
          await settled(mpc);
        }
        return costs;
      },
      { n, family, engine: settings, network: { tamper: announcements.tamper } },
    );
    // Party 0 is the one whose announcements are counted.
    return results[0] as readonly Counted[];
  },
});

/** What the same calls are planned to take, less what comes before. */
const plan = (name: string, settings: Settings = {}): Meter => ({
  name,
  checks: true,
  settings,
  async costs(of, n) {
    const costs: Counted[] = [];
    for (const [k] of examplesOf(of, 0).entries()) {
      const planned = (calls: boolean, authenticated: boolean) =>
        planProgram(
          async (mpc) => {
            const args = await shared(mpc, examplesOf(of, mpc.self)[k]!);
            await settled(mpc);
            if (calls) await call(mpc, of, args);
          },
          null,
          { n, self: n - 1, authenticated, turn: setImmediate, ...settings },
        );
      const taken = difference(await planned(true, true), await planned(false, true));
      // Without checks none is announced: what is left are the call's own rounds.
      const { rounds } = difference(await planned(true, false), await planned(false, false));
      costs.push({ ...taken, rounds });
    }
    return costs;
  },
});

const BY_PRODUCTS: Settings = { comparisons: "product" };
const METERS: readonly Meter[] = [
  plan("plan"),
  engine("spdz", "authenticated"),
  engine("additive", "plain"),
  engine("spdz, rounding down", "authenticated", { rounding: "floor" }),
  plan("plan, comparing by products", BY_PRODUCTS),
  engine("spdz, comparing by products", "authenticated", BY_PRODUCTS),
  engine("additive, comparing by products", "plain", BY_PRODUCTS),
];

/** By products the plan of each record, and runs of few. */
const tried = (of: Operation, name: string, { comparisons = "tree" }: Settings): boolean =>
  name.startsWith("plan") || comparisons === "tree" || waysOf(of).includes(comparisons);

/** Of each example, as its record says. */
const stated = (of: Operation, n: number, settings?: Settings): Counted[] =>
  examplesOf(of, 0).map((args) => counted(costOf(of, args, n, settings)));

describe("what a record says that its calls cost is what is counted", () => {
  for (const of of RECORDS)
    for (const { name, checks, settings, costs } of METERS) {
      // Once more only where it matters how the run rounds, or compares.
      const same = JSON.stringify(stated(of, 2)) === JSON.stringify(stated(of, 2, settings));
      if (Object.keys(settings).length > 0 && same) continue;
      if (!tried(of, name, settings)) continue;
      it(`${of.name} on ${name}`, async () => {
        for (const n of LONG ? [2, 3] : [2]) {
          const expected = stated(of, n, settings).map((cost) =>
            checks ? cost : { ...cost, checks: 0 },
          );
          assert.deepEqual(await costs(of, n), expected, `n = ${n}`);
        }
      });
    }

  for (const of of RECORDS)
    it(`${of.name} has examples, and one that shows what it costs`, () => {
      const costs = stated(of, 2);
      assert.ok(costs.length > 0, "no examples");
      if (of.form === "local") return;
      assert.ok(
        costs.some(({ opened, items }) => opened > 0 || Object.keys(items).length > 0),
        "its examples cost nothing",
      );
    });
});
