/** Each way to cheat that the engine's tests know (test/online/tampering.test.ts), inside operations of many rounds. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Abort } from "../../network/abort.ts";
import type { Tamper } from "../../network/memory.ts";
import { ROUNDS, readHeader } from "../../online/round-message.ts";
import type { Engine } from "../../operations/engine.ts";
import type { Mpc } from "../../operations/mpc.ts";
import type { Routing } from "../../protocols/open.ts";
import {
  assertCaught,
  MALFORMED,
  noting,
  type Sent,
  SPLIT,
  shifting,
  spoiling,
  withAnothersMask,
} from "../online/cheating.ts";
import { inputOf, runEngines } from "../online/parties.ts";
import { LONG } from "../support/long.ts";

type Values = readonly bigint[];
type Secret = Awaited<ReturnType<Mpc["multiply"]>>;

/** Of two secrets, x of P0 and y of P1. */
interface Within {
  readonly scale: number;
  of(mpc: Mpc, x: Secret, y: Secret): Promise<Secret>;
  /** Whether this is what x = (3, −4, 3) and y = (5, −6, 2) give. */
  isRight(given: Values): boolean;
}

const is =
  (...expected: bigint[]) =>
  (given: Values) =>
    `${given}` === `${expected}`;

const WITHIN: Record<string, Within> = {
  comparison: { scale: 0, of: (mpc, x, y) => mpc.lessThan(x, y), isRight: is(1n, 0n, 0n) },
  truncation: {
    scale: 0,
    of: async (mpc, x, y) => mpc.truncateExact(await mpc.multiply(x, y), 2),
    isRight: is(3n, 6n, 1n),
  },
  division: {
    scale: 8,
    of: (mpc, x, y) => mpc.divideFixed(x, y),
    // 3/5, 2/3 and 3/2, and three units of 2^-8 either way.
    isRight: (given) =>
      [154, 171, 384].every((right, k) => Math.abs(Number(given[k]) - right) <= 3),
  },
  sort: { scale: 0, of: (mpc, x, y) => mpc.sort(mpc.add(x, y)), isRight: is(-10n, 5n, 8n) },
  shuffle: {
    scale: 0,
    of: (mpc, x, y) => mpc.shuffle(mpc.add(x, y)),
    isRight: (given) => `${[...given].sort()}` === `${[-10n, 5n, 8n].sort()}`,
  },
};

const X = [3, -4, 3];
const Y = [5, -6, 2];

const programOf =
  ({ scale, of }: Within) =>
  async (mpc: Engine): Promise<bigint[]> => {
    const [x, y] = await Promise.all([inputOf(mpc, 0, X, scale), inputOf(mpc, 1, Y, scale)]);
    return mpc.output(await of(mpc, x!, y!));
  };

/** LOCAL: of so many each is tried; of more, as many evenly. All in the long form. */
function sampled<T>(all: readonly T[], most: number): readonly T[] {
  const step = LONG ? 1 : Math.max(1, all.length / most);
  return Array.from({ length: Math.ceil(all.length / step) }, (_, k) => all[Math.floor(k * step)]!);
}

/** What is sent in an honest run, which gives what is right. */
async function sentBy(within: Within, n: number, routing: Routing): Promise<Sent[]> {
  const sent: Sent[] = [];
  const setting = { n, engine: { routing }, network: { tamper: noting(sent) } };
  const { results } = await runEngines(programOf(within), setting);
  for (const result of results) {
    if (result instanceof Error) throw result;
    assert.ok(within.isRight(result), `${result}`);
  }
  return sent;
}

for (const [name, within] of Object.entries(WITHIN))
  describe(`a cheater within a ${name}`, () => {
    const program = programOf(within);

    it("who shifts what it sends of any element, to all or to one, is detected before anything is returned", async () => {
      const n = 3;
      const aims = (await sentBy(within, n, "direct")).flatMap(
        ({ from, to, round, elements, opened }) =>
          Array.from({ length: elements }, (_, element) => ({ from, to, round, element })).flatMap(
            // What is told alike to all is the owner's choice, of another input or of other switches.
            (aim) => (aim.element < opened ? [aim, { ...aim, to: null }] : [aim]),
          ),
      );
      assert.ok(aims.length > 20);
      for (const { from, to, round, element } of sampled(aims, 7)) {
        const { results } = await runEngines(program, {
          n,
          network: { tamper: shifting(from, to, round, element) },
        });
        assertCaught(results, from, `P${from} to ${to ?? "all"}, ${round}, ${element}`, SPLIT);
      }
    });

    it("who as a king tells one party another sum, or all, is detected", async () => {
      const answers = (await sentBy(within, 3, "king")).filter(
        ({ from, round, opened }) => from === round % 3 && opened > 0,
      );
      for (const { from, to, round } of sampled(answers, 3))
        for (const peer of [to, null]) {
          const { results } = await runEngines(program, {
            n: 3,
            engine: { routing: "king" },
            network: { tamper: shifting(from, peer, round, 0) },
          });
          assertCaught(results, from, `king P${from} to ${peer ?? "all"} in round ${round}`, SPLIT);
        }
    });

    it("who shifts an opening does not even see the output that depends on it", async () => {
      const opening = (await sentBy(within, 2, "direct")).filter(
        ({ from, opened }) => from === 0 && opened > 0,
      );
      const output = opening.at(-1)!.round;
      for (const { round } of sampled(opening.slice(0, -1), 3)) {
        const sent: Sent[] = [];
        const [notes, shifts] = [noting(sent), shifting(1, null, round, 0)];
        const tamper: Tamper = (from, to, tag, message) =>
          shifts(from, to, tag, notes(from, to, tag, message)!);
        const { results } = await runEngines(program, { network: { tamper } });
        assertCaught(results, 1, `round ${round}`, "mac-check-failed");
        assert.ok(sent.some((one) => one.from === 0 && one.round === round));
        assert.ok(!sent.some((one) => one.from === 0 && one.round >= output && one.opened > 0));
      }
    });

    for (const n of [2, 3])
      it(`who holds one wrong value or MAC share of an item is detected, or changes nothing (n = ${n})`, async () => {
        const holding = async (item: number, part: "value" | "mac") => {
          const cheater = Math.max(item, 0) % n;
          const { material, seen } = spoiling({ part, item, element: (length) => item % length });
          const { results } = await runEngines(program, {
            n,
            material: (items, self) => (self === cheater ? material(items) : items),
          });
          return { results, cheater, shares: seen.shares };
        };
        const { shares } = await holding(-1, "value");
        const count = { caught: 0, unused: 0 };
        for (const part of ["value", "mac"] as const)
          for (const item of sampled([...Array(shares).keys()], 4)) {
            const { results, cheater } = await holding(item, part);
            const what = `P${cheater}: ${part} of item ${item}`;
            if (results[cheater === 0 ? 1 : 0] instanceof Abort) {
              assertCaught(results, cheater, what, "mac-check-failed");
              count.caught++;
              continue;
            }
            // A bit of a mask that an opened bit multiplies by 0 changes nothing.
            for (const result of results)
              assert.ok(!(result instanceof Error) && within.isRight(result), `${what}: ${result}`);
            count.unused++;
          }
        assert.ok(count.caught > 2, JSON.stringify(count));
      });

    it("who takes another's mask for its own input is detected", async () => {
      const { results } = await runEngines(program, {
        material: (items, self) => (self === 1 ? withAnothersMask(items) : items),
      });
      assertCaught(results, 1, name, "mac-check-failed");
    });

    it("who sends a residue that is not canonical, or too little, is named", async () => {
      const opening = (await sentBy(within, 2, "direct")).filter(
        ({ from, opened }) => from === 0 && opened > 0,
      );
      for (const [k, [what, change]] of MALFORMED.entries()) {
        const { round } = opening[(k * 7) % (opening.length - 1)]!;
        const tamper: Tamper = (from, _to, tag, message) =>
          from === 0 && tag === ROUNDS && readHeader(message).round === round
            ? change(message)
            : message;
        const { results } = await runEngines(program, { network: { tamper } });
        const honest = results[1];
        assert.ok(honest instanceof Abort, what);
        if (honest.code === "programs-diverged") assert.equal(what, "half a header");
        else {
          assert.equal(honest.code, "malformed-message", what);
          assert.deepEqual(honest.culprits, [0], what);
        }
      }
    });
  });
