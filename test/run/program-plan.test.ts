import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { UsageError } from "../../host/usage-error.ts";
import { loadProgram } from "../../run/program-module.ts";
import { needsOf, needsOfAll } from "../../run/program-plan.ts";
import { ownTemporaryFolder } from "./leftovers.ts";

const folder = ownTemporaryFolder();
let files = 0;

/** A user's program in a file. */
async function programOf(text: string, before = "") {
  const path = join(folder, `p${files++}.ts`);
  const input = "const x = await mpc.input(0, 2, mpc.self === 0 ? [1, 2] : null);";
  writeFileSync(
    path,
    `${before}\nexport default async (mpc: any, args: any) => {\n${input}\n${text}\n};\n`,
  );
  return loadProgram(path);
}

const PUT_OUT = "return mpc.output(x);";
const TAKEN = [["input-mask/0", 2]];

/** No plan takes longer here. */
const hurried = (t: TestContext) =>
  t.mock.method(AbortSignal, "timeout", () => {
    const late = new AbortController();
    setTimeout(() => late.abort(), 2500);
    return late.signal;
  });

describe("a user's program is planned in a process of its own", () => {
  it("for all parties, each with modules and arguments of its own", async () => {
    const program = await programOf(
      "kept ??= x; args.xs.pop(); return mpc.output(mpc.add(kept, x));",
      "let kept: any;",
    );
    const args = { xs: [1, 2] };
    const { items, why } = await needsOfAll(program, () => args, 3);
    assert.deepEqual([items, why], [TAKEN, null]);
    assert.deepEqual(args, { xs: [1, 2] });
  });

  it("whatever it does besides: prints, reads what stands in line for the run, leaves promises aside, or the process", async () => {
    const doings: Record<string, RegExp | null> = {
      'console.log("found", 0); process.stdout.write("found 0");': null,
      'if ((await import("node:fs")).readFileSync(0, "utf8") !== "") throw new Error("read");':
        null,
      'void Promise.reject(new Error("aside")); await new Promise((go) => setTimeout(go, 50));':
        null,
      "process.exit(3);": /^planned, it fails: the process ended with code 3$/,
      'throw new Error("no such luck");': /^no such luck$/,
    };
    for (const [doing, says] of Object.entries(doings)) {
      const { items, why } = await needsOf(await programOf(`${doing} ${PUT_OUT}`), {}, 2, 0);
      if (says === null) assert.deepEqual(items, TAKEN, `${doing}: ${why}`);
      else assert.match(why!, says);
    }
  });

  it("for a limited time, also where it computes without end on outputs of 0, or waits for something else", async (t) => {
    hurried(t);
    for (const endless of [
      "let [v] = await mpc.output(x); while (v % 2n === 0n) v /= 2n;",
      "await new Promise(() => setInterval(() => {}, 1000));",
    ]) {
      const { items, why } = await needsOf(await programOf(endless), {}, 2, 0);
      assert.equal(items, null);
      assert.equal(why, "no plan of it within 20 s");
    }
  });

  it("and is given up at once where it waits for something that nothing brings", async (t) => {
    const late = t.mock.method(AbortSignal, "timeout", () => new AbortController().signal);
    const stuck = await programOf("await new Promise(() => undefined);");
    const { items, why } = await needsOf(stuck, {}, 2, 0);
    assert.equal(late.mock.callCount(), 1);
    assert.equal(items, null);
    assert.equal(why, "planned, it waits for something that nothing brings");
  });

  it("or is not planned at all, where it states what it needs, or lies in no file", async () => {
    const mark = join(folder, "run");
    const doing = `(await import("node:fs")).writeFileSync(${JSON.stringify(mark)}, "");`;
    const about = 'export const about = { needs: () => new Map([["square", 0], ["bit", 7]]) };';
    const stated = await needsOf(await programOf(doing, about), {}, 2, 0);
    assert.deepEqual(stated.items, [["bit", 7]]);
    assert.equal(existsSync(mark), false);
    const nowhere = { name: "p", path: "", about: null, program: async () => null };
    assert.equal((await needsOf(nowhere, {}, 2, 0)).why, "the program lies in no file");
  });

  it("and is refused where its numbers can overflow: with the line, and the widest ranges that fit", async () => {
    const input = (range: string) =>
      `const y = await mpc.input(0, 3, mpc.self === 0 ? [1, 2, 3] : null, { range: ${range} });`;
    const cubed = (range: string) =>
      programOf(
        `${input(range)}\nlet z = await mpc.multiply(y, y);\nz = await mpc.multiply(z, y);`,
      );
    const wide = await cubed("[-1e6, 1e6]");
    await assert.rejects(needsOf(wide, {}, 2, 0), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(
        error.message,
        /multiply: the result can leave ±\(2\^58 − 2\^18\) for operands of -1000000000000 to 1000000000000 at scale 0 \(3\) and of -1000000 to 1000000 at scale 0 \(3\) \(at .*p\d+\.ts:6\); it fits where inputs are declared 0\.6\d\d? times as wide: -1000000 to 1000000 becomes -6\d\d000 to 6\d\d000$/,
      );
      return true;
    });
    // 660,561³ is the last cube below 2^58 − 2^18.
    assert.equal((await needsOf(await cubed("[-660561, 660561]"), {}, 2, 0)).why, null);
    await assert.rejects(needsOf(await cubed("[-660562, 660562]"), {}, 2, 0), UsageError);
  });

  it("also where a public constant comes between, whose range is that of its values", async () => {
    const program = (factor: string) =>
      programOf(
        `const y = await mpc.input(0, 1, mpc.self === 0 ? [1] : null, { range: [0, 2 ** 40] });
        await mpc.multiply(y, mpc.constant([1, ${factor}], 2)); return mpc.output(x);`,
      );
    assert.equal((await needsOf(await program("2 ** 17"), {}, 2, 0)).why, null);
    await assert.rejects(needsOf(await program("2 ** 18"), {}, 2, 0), /multiply: the result can/);
  });

  it("also where the program goes on after the refusal", async () => {
    const program = await programOf(
      `const y = await mpc.input(0, 1, mpc.self === 0 ? [1] : null, { range: [0, 2 ** 40] });
      await mpc.multiply(y, y).catch(() => undefined); return mpc.output(x);`,
    );
    await assert.rejects(needsOf(program, {}, 2, 0), /multiply: the result can leave/);
  });

  it("and is refused, with both, where two parties would take other items", async () => {
    const program = await programOf(
      "for (let k = 0; k < args.k; k++) await mpc.square(x); return mpc.output(x);",
    );
    await assert.rejects(
      needsOfAll(program, (party) => ({ k: party }), 2),
      (error) =>
        error instanceof UsageError &&
        /: P0 would take input-mask\/0 × 2, P1 input-mask\/0 × 2, square × 2: all/.test(
          error.message,
        ),
    );
    const alike = await needsOfAll(program, () => ({ k: 1 }), 3);
    assert.equal(new Map(alike.items).get("square"), 2);
  });
});

describe("a program that ships", () => {
  it("is planned here", async (t) => {
    const late = t.mock.method(AbortSignal, "timeout");
    const { items } = await needsOfAll(await loadProgram("mult3"), () => ({}), 2);
    assert.equal(new Map(items).get("triple"), 2);
    assert.equal(late.mock.callCount(), 0);
  });
});
