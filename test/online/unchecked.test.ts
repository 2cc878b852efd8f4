import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import type { Vector } from "../../algebra/field.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import type { Family } from "../../items/columns.ts";
import { type Triples, takeTriples } from "../../items/kinds/triple.ts";
import type { Tamper } from "../../network/memory.ts";
import { dealLocally } from "../../offline/dealer/local.ts";
import { Caller } from "../../online/caller.ts";
import { clearEvaluators } from "../../online/clear.ts";
import { Engine } from "../../online/engine.ts";
import type { Evaluator } from "../../online/evaluator.ts";
import { type Operation, otherOperation } from "../../online/operation.ts";
import { PlanEvaluator } from "../../online/plan.ts";
import { HEADER_BYTES, ROUNDS, readHeader } from "../../online/round-message.ts";
import { Unchecked } from "../../online/unchecked.ts";
import type { Secret } from "../../online/values.ts";
import { constant } from "../../operations/values/constant.ts";
import { input } from "../../operations/values/input.ts";
import {
  addPublic,
  freshMask,
  type Mask,
  maskShares,
  maskSum,
  type Share,
} from "../../protocols/share.ts";
import { codeOf, LAYERS, read, sourcesOf } from "../architecture/sources.ts";
import { runParties } from "../support/parties.ts";
import { assertAborted } from "../support/tamper.ts";
import { REAL } from "./parties.ts";

/** Why a file may not do what it does with opened values or masks; null if it may. */
function objection(file: string, text: string): string | null {
  if (!file.startsWith("online/")) {
    const imported = /\b(?:import|export)\s+(?!type\b)[^;]*?["'][^"']*\/unchecked\.ts["']/;
    if (imported.test(text) || /import\s*\(\s*["'][^"']*unchecked\.ts/.test(text))
      return `${file} imports what shows opened values`;
  }
  const code = codeOf(text);
  if (/\bvaluesOf\b/.test(code) && !VIEWERS.has(file)) return `${file} looks at opened values`;
  if (file !== SHARES && /\bas\s+(?:unknown\s+as\s+)?Masked\b/.test(code))
    return `${file} takes for masked what it has not masked`;
  if (file !== SHARES && file !== COLUMNS && /\bfreshMask\b/.test(code))
    return `${file} makes a mask of any share`;
  return null;
}

const [SHARES, COLUMNS] = ["protocols/share.ts", "items/columns.ts"];
/** Local maps, and the kernels, which check first. */
const VIEWERS = new Set([
  ...["local-maps", "unchecked", "shared-kernel", "clear-kernel", "plan-kernel"].map(
    (n) => `online/${n}.ts`,
  ),
]);

describe("opened values that are not checked", () => {
  it("are seen by local maps and kernels alone; and what is opened is masked by what masks once", () => {
    const objections = LAYERS.flatMap(sourcesOf).flatMap((file) => {
      // Experiments measure the loop by itself.
      if (file.startsWith("experiments/benchmarks/")) return [];
      return objection(file, read(file)) ?? [];
    });
    assert.deepEqual(objections, []);
  });

  it("would be noticed elsewhere", () => {
    const path = '"../../online/unchecked.ts"';
    const from = (text: string) => objection("operations/compare/x.ts", text);
    const shows = /imports what shows opened values/;
    assert.match(from(`import { Unchecked } from ${path};`) ?? "", shows);
    assert.match(from(`import {\n  type A,\n  Unchecked as U,\n} from ${path};`) ?? "", shows);
    assert.match(from(`export { Unchecked } from ${path};`) ?? "", shows);
    assert.match(from(`import * as u from ${path};`) ?? "", shows);
    assert.match(from(`const u = await import(${path});`) ?? "", shows);
    assert.equal(from(`import type { Unchecked } from ${path};`), null);
    assert.match(from("(u.constructor as any).valuesOf(u)") ?? "", /looks at/);
    assert.match(objection("online/rounds.ts", "Unchecked.valuesOf(u)") ?? "", /looks at/);
    assert.match(from("open(x as Masked)") ?? "", /not masked/);
    assert.match(from("open(x as unknown as Masked)") ?? "", /not masked/);
    assert.match(from("freshMask(x)") ?? "", /makes a mask/);
  });

  it("show nothing when they are printed, compared or counted with", () => {
    const u = new Unchecked(BigUint64Array.of(123456789n));
    const shown = inspect({ u }, { depth: 9, showHidden: true });
    assert.match(shown, /an opened value that is not checked \(1 elements\)/);
    assert.doesNotMatch(shown, /123456789/);
    for (const act of [() => `${u}`, () => JSON.stringify(u), () => Number(u), () => u.valueOf()])
      assert.throws(act, /has no value here/);
    assert.deepEqual(Object.keys(u), []);
  });
});

describe("a mask", () => {
  const share = (x: bigint): Share => ({
    value: BigUint64Array.of(x),
    mac: BigUint64Array.of(2n * x),
  });
  const context = { field: REAL, self: 0, macKeyShare: BigUint64Array.of(2n) };
  const USES: Record<string, (x: Share, r: Mask) => unknown> = {
    maskShares,
    maskSum: (x, r) => maskSum(context, x, r, BigUint64Array.of(1n)),
  };

  for (const [first, use] of Object.entries(USES))
    for (const [second, again] of Object.entries(USES))
      it(`hides one opening: ${first}, then ${second} is refused`, () => {
        const r = freshMask(share(5n));
        use(share(7n), r);
        assert.throws(() => again(share(8n), r), /TypeError: a mask hides one opening/);
      });

  it("that does not go with a share is not spent on it", () => {
    const r = freshMask(share(5n));
    const plain = { value: BigUint64Array.of(7n), mac: null };
    for (const use of Object.values(USES))
      assert.throws(() => use(plain, r), /authenticated and plain shares do not mix/);
    assert.equal(r.spent, false);
  });
});

/** What one party saw of one program: whether each await ended, and with what. */
interface Seen {
  checked: bigint[] | null;
  /** Checks accepted by then. */
  checks: number;
  result: bigint[] | null;
}

/** ⟦x⟧ = ⟦a⟧ + (x − a), where x − a is opened, checked and read; `twice` masks with a twice. */
const remade = (seen: Seen, twice: boolean, checks: () => number) =>
  otherOperation<[x: Secret], Vector>({
    name: "remade",
    does: "x, by way of what is opened of it",
    prepare: (c, x: Secret) => ({
      operands: [c.own(x)],
      cost: () => ({ rounds: 3, opened: 2 * x.length, items: [], checks: 2 }),
      async run(k, [share]) {
        const t = x.length;
        const { d, a } = await k.open({
          label: `remade ${t}`,
          opens: twice ? 2 * t : t,
          material: takeTriples(k, t),
          masked: ({ a }: Triples) => [
            maskShares(share!, a),
            ...(twice ? [maskShares(share!, a)] : []),
          ],
          finish: (d, { a }) => ({ d, a }),
        });
        const values = await k.checked(d);
        seen.checked = Array.from(values);
        seen.checks = checks();
        return k.output(addPublic(k.residues, a, values));
      },
    }),
    plain: () => null,
    examples: () => [],
  });

/** Shares [3, −4], and makes it anew. */
async function program(
  evaluator: Evaluator,
  seen: Seen,
  twice: boolean,
  checks = () => 0,
): Promise<void> {
  const caller = new Caller(evaluator);
  const own = evaluator.self === 0 ? [3, -4] : null;
  const x = await caller.call(input as unknown as Operation, [0, 2, own]);
  const record = remade(seen, twice, checks) as unknown as Operation;
  seen.result = REAL.toSigned((await caller.call(record, [x])) as Vector);
}

const nothing = (): Seen => ({ checked: null, checks: 0, result: null });

async function onEngines(family: Family, { twice = false, tamper = null as Tamper | null } = {}) {
  const dealt = dealLocally(2, REAL, family, nodeSuite, "unchecked");
  const seen = dealt.map(nothing);
  const counts: { rounds: number; elements: number; checks: number }[] = [];
  const outcome = await runParties(
    2,
    async (session) => {
      const { self } = session;
      const engine = new Engine(session, dealt[self]!, {});
      await program(engine, seen[self]!, twice, () => engine.statistics().checks);
      const { rounds, elements, checks } = engine.statistics();
      counts[self] = { rounds, elements, checks };
      await engine.close();
    },
    { seed: "unchecked", ...(tamper && { tamper }) },
  );
  return { ...outcome, seen, counts };
}

async function inTheClear(twice = false) {
  const parties = clearEvaluators(2, REAL, { turn: setImmediate, seed: "unchecked" });
  const seen = parties.map(nothing);
  await Promise.all(
    parties.map(async (evaluator, self) => {
      await program(evaluator, seen[self]!, twice);
      await evaluator.close();
    }),
  );
  return seen;
}

describe("what is checked", () => {
  it("is the same at all parties, on both engines and in the clear", async () => {
    const places = [
      (await onEngines("authenticated")).seen,
      (await onEngines("plain")).seen,
      await inTheClear(),
    ];
    for (const [first, second] of places) {
      assert.deepEqual(first!.checked, second!.checked);
      assert.equal(first!.checked?.length, 2);
      assert.deepEqual(first!.result, [3n, -4n]);
    }
  });

  it("is read after a check of its own; without MACs there is none", async () => {
    const checks = async (family: Family) =>
      (await onEngines(family)).seen.map((seen) => seen.checks);
    assert.deepEqual(await checks("authenticated"), [1, 1]);
    assert.deepEqual(await checks("plain"), [0, 0]);
  });

  it("is planned so: as many checks by then, and rounds and elements in all", async () => {
    for (const family of ["authenticated", "plain"] as const) {
      const { counts, seen } = await onEngines(family);
      const authenticated = family === "authenticated";
      const plan = new PlanEvaluator({ n: 2, self: 0, authenticated, turn: setImmediate });
      const planned = nothing();
      await program(plan, planned, false, () => plan.rounds.counts.checks);
      assert.deepEqual(plan.rounds.counts, counts[0]);
      assert.equal(planned.checks, seen[0]!.checks);
    }
  });

  it("is never read if somebody shifted it", async () => {
    const tamper: Tamper = (from, _to, tag, message) => {
      if (from !== 1 || tag !== ROUNDS || readHeader(message).round !== 1) return message;
      const changed = message.slice();
      const view = new DataView(changed.buffer, HEADER_BYTES);
      view.setBigUint64(0, (view.getBigUint64(0, true) + 1n) % REAL.p, true);
      return changed;
    };
    const { results, seen } = await onEngines("authenticated", { tamper });
    assertAborted(results[0], "mac-check-failed", []);
    assert.deepEqual(seen[0], nothing());
    // Without MACs it is read as it was told.
    const told = (await onEngines("plain", { tamper })).seen[0]!;
    assert.deepEqual(told.result, [4n, -4n]);
  });

  it("was masked once: an operation that masks with an item twice is refused everywhere", async () => {
    for (const family of ["authenticated", "plain"] as const)
      await assert.rejects(onEngines(family, { twice: true }), /a mask hides one opening/);
    await assert.rejects(inTheClear(true), /a mask hides one opening/);
  });

  it("settles the run in the clear: without it what is opened was never checked", async () => {
    const opening = async (checks: boolean) => {
      const [evaluator] = clearEvaluators(1, REAL, { turn: setImmediate });
      const record = otherOperation<[x: Secret], null>({
        name: "opening",
        does: "",
        plain: () => null,
        examples: () => [],
        prepare: (c, x: Secret) => ({
          operands: [c.own(x)],
          cost: () => ({ rounds: 1, opened: 1, items: [] }),
          async run(k, [share]) {
            const opened = await k.open({
              label: "opening",
              opens: 1,
              material: takeTriples(k, 1),
              masked: ({ a }: Triples) => [maskShares(share!, a)],
              finish: (d) => d,
            });
            if (checks) await k.checked(opened);
            return null;
          },
        }),
      });
      const caller = new Caller(evaluator!);
      const x = caller.call(constant as unknown as Operation, [[1], 1]);
      await caller.call(record as unknown as Operation, [x]);
      await evaluator!.close();
    };
    await opening(true);
    await assert.rejects(opening(false), /1 opened elements were never checked/);
  });
});
