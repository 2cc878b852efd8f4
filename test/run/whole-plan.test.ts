import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { describeBudget } from "../../host/party/budget.ts";
import { SECURITIES } from "../../host/party/combination.ts";
import { UsageError } from "../../host/usage-error.ts";
import {
  type NoPlan,
  type WholePlan,
  type WholePlanOptions,
  wholePlan,
} from "../../run/whole-plan.ts";
import { ownTemporaryFolder } from "./leftovers.ts";

const folder = ownTemporaryFolder();
let files = 0;

/** A user's program in a file. */
function programOf(text: string, before = ""): string {
  const path = join(folder, `whole-${files++}.ts`);
  const input = "const x = await mpc.input(0, 2, mpc.self === 0 ? [1, 2] : null);";
  writeFileSync(
    path,
    `${before}\nexport default async (mpc: any, args: any) => {\n${input}\n${text}\n};\n`,
  );
  return path;
}

const planOf = (
  program: string,
  options: Partial<WholePlanOptions> = {},
): Promise<WholePlan | NoPlan> =>
  wholePlan({ program, parties: 2, routing: "direct", statistical: 40, ...options });

async function planned(program: string, options: Partial<WholePlanOptions> = {}) {
  const plan = await planOf(program, options);
  if (plan.items === null) throw new Error(plan.why);
  return plan;
}

describe("a plan of everything", () => {
  it("has both engines, and each combination with material", async () => {
    const plan = await planned("mult3");
    assert.deepEqual(
      plan.combinations.map(({ security }) => security),
      SECURITIES.filter((name) => name !== "plain"),
    );
    assert.equal(plan.online!.authenticated.checks, 2);
    assert.equal(plan.online!.plain.checks, 0);
    for (const { family, budget, material, wasted } of plan.combinations) {
      const checked = describeBudget(budget!).includes("2/p MAC check");
      assert.equal(checked, family === "authenticated");
      assert.deepEqual(wasted, material.left);
    }
  });

  it("of a user's program is made in a process of its own, for all parties with their arguments", async () => {
    const text = 'if (args.k !== mpc.self) throw new Error("not mine"); process.title = "mine";';
    const path = programOf(`${text} return mpc.output(await mpc.square(x));`);
    const title = process.title;
    const { items, online } = await planned(path, { ownArgs: [{ k: 0 }, { k: 1 }] });
    assert.deepEqual(items, [
      ["input-mask/0", 2],
      ["square", 2],
    ]);
    assert.deepEqual(online!.plain.traffic.online.bytes[1], [24 + (24 + 16) + (24 + 16), 0]);
    assert.equal(process.title, title);
  });

  it("is none of a program whose calls depend on its outputs, and says why", async () => {
    const path = programOf(
      "const [v] = await mpc.output(x); return mpc.output(await mpc.square(x));",
    );
    const plan = await planOf(path);
    assert.deepEqual(plan, {
      items: null,
      why: "the program calls an operation after it has read an output",
    });
  });

  it("of a program that states what it takes has that; the program is not run", async () => {
    const mark = join(folder, "whole-mark");
    const text = `(await import("node:fs")).writeFileSync(${JSON.stringify(mark)}, "");`;
    const about = 'export const about = { needs: () => new Map([["square", 5]]) };';
    const plan = await planned(programOf(text, about));
    assert.equal(existsSync(mark), false);
    assert.deepEqual(plan.items, [["square", 5]]);
    assert.equal(plan.online, null);
    assert.match(plan.unknown!, /^it states what it takes, so it is not run for a plan$/);
    for (const { budget, memory, material } of plan.combinations) {
      assert.deepEqual([budget, memory.opened], [null, null]);
      assert.ok(material.made.get("square")! >= 5 && memory.material > 0);
    }
  });

  it("of one that ships is whole all the same, and what it states and does not take is wasted", async () => {
    const { online, items, combinations } = await planned("material-only", { args: { count: 7 } });
    assert.deepEqual(items, [["triple", 7]]);
    assert.equal(online!.authenticated.rounds, 1);
    for (const { wasted, material } of combinations)
      assert.equal(wasted.get("triple"), material.made.get("triple"));
  });

  it("tells what a program leaves unchecked", async () => {
    const { online } = await planned(programOf("await mpc.square(x); return null;"));
    assert.equal(online!.authenticated.unchecked, 2);
    assert.equal(online!.plain.unchecked, 0);
  });

  it("is refused where the run would be: other arguments, other items, other openings, too wide ranges", async () => {
    const refuses = (path: string, options: Partial<WholePlanOptions>, message: RegExp) =>
      assert.rejects(
        planOf(path, options),
        (error) => error instanceof UsageError && message.test(error.message),
      );
    await refuses("mult3", { args: { factor: 1 } }, /^mult3: no argument "factor"/);
    const items = programOf(
      "for (let k = 0; k < args.k; k++) await mpc.square(x); return mpc.output(x);",
    );
    const ownArgs = [{ k: 0 }, { k: 1 }];
    await refuses(items, { ownArgs }, /P0 would take input-mask\/0 × 2, P1 .* square × 2/);
    const opens = programOf(
      "for (let k = 0; k < args.k; k++) await mpc.output(x); return mpc.output(x);",
    );
    await refuses(opens, { ownArgs }, /P0 and P1 would open other things/);
    const wide = programOf(
      "const own = mpc.self === 0 ? [3] : null; const y = await mpc.input(0, 1, own, { range: [0, 2 ** 40] }); return mpc.output(await mpc.square(y));",
    );
    await refuses(wide, {}, /^whole-\d+: .*square/);
  });
});
