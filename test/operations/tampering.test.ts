import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Tamper } from "../../network/memory.ts";
import type { Comparisons } from "../../online/comparisons.ts";
import type { Operation } from "../../online/operation.ts";
import { HEADER_BYTES, ROUNDS, readHeader } from "../../online/round-message.ts";
import type { Engine } from "../../operations/engine.ts";
import { REAL, runEngines } from "../online/parties.ts";
import { LONG } from "../support/long.ts";
import { assertBlamed } from "../support/tamper.ts";
import {
  call,
  costOf,
  examplesOf,
  isSecret,
  RECORDS,
  settled,
  shared,
  waysOf,
} from "./examples.ts";

const CHEATER = 1;

/** What one party sees of one call: the rounds that it takes, and whether it returns something in clear. */
interface Seen {
  from: number;
  to: number;
  values: boolean;
}

/** One example, then its result is put out. */
const program = (of: Operation, example: number, seen: Seen[]) => async (mpc: Engine) => {
  const args = await shared(mpc, examplesOf(of, mpc.self)[example]!);
  const one: Seen = { from: mpc.statistics().rounds, to: Number.POSITIVE_INFINITY, values: false };
  seen[mpc.self] = one;
  const result = await call(mpc, of, args);
  one.to = mpc.statistics().rounds;
  one.values = Array.isArray(result);
  if (isSecret(result)) await mpc.output(result);
  await settled(mpc);
};

/**
 * Adds 1 to one element that the cheater opens in one round, in what it sends and, by way of what P0 sends to it, in
 * what it takes for opened itself: all parties go on with the same wrong value.
 */
const shifting =
  (round: number, element: number): Tamper =>
  (from, to, tag, message) => {
    const changes = from === CHEATER || (to === CHEATER && from === 0);
    if (!changes || tag !== ROUNDS || readHeader(message).round !== round) return message;
    const changed = message.slice();
    const view = new DataView(changed.buffer, HEADER_BYTES + 8 * element);
    view.setBigUint64(0, (view.getBigUint64(0, true) + 1n) % REAL.p, true);
    return changed;
  };

interface Opened {
  readonly round: number;
  readonly element: number;
}

/** Each element that the call itself opens. */
async function openedBy(
  of: Operation,
  example: number,
  n: number,
  comparisons: Comparisons,
): Promise<Opened[]> {
  const seen: Seen[] = [];
  const opened = new Map<number, number>();
  const tamper: Tamper = (from, _to, tag, message) => {
    const { round, elements } = tag === ROUNDS ? readHeader(message) : { round: -1, elements: 0 };
    if (from === CHEATER && elements > 0) opened.set(round, elements);
    return message;
  };
  await runEngines(program(of, example, seen), { n, engine: { comparisons }, network: { tamper } });
  const { from, to } = seen[CHEATER]!;
  const own = [...opened].filter(([round]) => from <= round && round < to);
  const elements = own.flatMap(([round, count]) =>
    Array.from({ length: count }, (_, element) => ({ round, element })),
  );
  assert.equal(elements.length, costOf(of, examplesOf(of, 0)[example]!, n, { comparisons }).opened);
  return elements;
}

/** Whoever is honest ends with a failed check that names nobody, and no values. */
async function caught(
  of: Operation,
  example: number,
  n: number,
  comparisons: Comparisons,
  { round, element }: Opened,
) {
  const seen: Seen[] = [];
  const network = { tamper: shifting(round, element) };
  const options = { n, engine: { comparisons }, network };
  const outcome = await runEngines(program(of, example, seen), options);
  const what = `example ${example}, round ${round}, element ${element}`;
  assertBlamed(outcome, CHEATER, "mac-check-failed", [], what);
  for (const self of [0, n - 1])
    if (self !== CHEATER) assert.equal(seen[self]!.values, false, what);
}

/** Examples that open something; of those with the most rounds the smallest first. */
function openingExamples(of: Operation): number[] {
  const costs = examplesOf(of, 0).map((args) => costOf(of, args));
  return [...costs.keys()]
    .filter((k) => costs[k]!.opened > 0)
    .sort((a, b) => costs[b]!.rounds - costs[a]!.rounds || costs[a]!.opened - costs[b]!.opened);
}

/** LOCAL: of so many elements each is shifted; of more, as many evenly. Of three parties half as many. All of them in the long form. */
const SHIFTED = 8;

const sampled = (opened: readonly Opened[], most = SHIFTED): readonly Opened[] => {
  const step = LONG ? 1 : Math.max(1, opened.length / most);
  return Array.from(
    { length: Math.ceil(opened.length / step) },
    (_, k) => opened[Math.floor(k * step)]!,
  );
};

describe("a share that is shifted by one where an operation opens is caught before anything is returned", () => {
  for (const of of RECORDS) {
    const examples = openingExamples(of);
    const [smallest] = examples;
    if (smallest === undefined) continue;

    for (const comparisons of waysOf(of)) {
      const name = `${of.name}${comparisons === "tree" ? "" : ", comparing by products"}`;
      it(`${name}: elements that it opens`, async () => {
        for (const example of LONG ? examples : [smallest])
          for (const opened of sampled(await openedBy(of, example, 2, comparisons)))
            await caught(of, example, 2, comparisons, opened);
      });

      it(`${name}: of three parties the first element of rounds`, async () => {
        const elements = await openedBy(of, smallest, 3, comparisons);
        const firsts = elements.filter(({ element }) => element === 0);
        for (const opened of sampled(firsts, SHIFTED / 2))
          await caught(of, smallest, 3, comparisons, opened);
      });
    }
  }

  it("is tried on all that open something", () => {
    const costs = RECORDS.filter((of) => examplesOf(of, 0).some((args) => costOf(of, args).opened));
    assert.ok(costs.length > 8);
    assert.deepEqual(
      costs.map(openingExamples).filter((list) => list.length === 0),
      [],
    );
  });
});
