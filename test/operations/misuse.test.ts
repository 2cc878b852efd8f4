import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Operation, Plain } from "../../online/operation.ts";
import { type Shape, sizeOf } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import { clearMpc } from "../../operations/clear.ts";
import type { Engine } from "../../operations/engine.ts";
import { plain } from "../../operations/examples.ts";
import type { Mpc } from "../../operations/mpc.ts";
import { REAL, runEngines } from "../online/parties.ts";
import {
  type Arguments,
  call,
  examplesOf,
  isSecret,
  plainsIn,
  prepared,
  RECORDS,
  replacing,
  settled,
  shared,
} from "./examples.ts";

const [ELSEWHERE] = clearMpc(1, REAL, { turn: setImmediate });
const foreign = ({ shape, scale }: Plain): Secret =>
  ELSEWHERE!.constant(zeros(shape), shape, { scale });

/** What stands where a secret is expected, and how that is called. */
const IMPOSTORS: Record<string, { stand(x: Secret, plain: Plain): unknown; says: RegExp }> = {
  "a promise": { stand: (x) => Promise.resolve(x), says: /await it first/ },
  "no secret": { stand: (x) => ({ ...x }), says: /not a secret/ },
  "a secret of another run": { stand: (_, plain) => foreign(plain), says: /another run/ },
};

/** What a call throws or rejects with. */
async function failure(mpc: Mpc, of: Operation, args: Arguments): Promise<unknown> {
  try {
    await call(mpc, of, args);
  } catch (error) {
    return error;
  }
  return null;
}

function assertRefused(
  error: unknown,
  type: typeof TypeError | typeof RangeError,
  says: RegExp,
  of: Operation,
): void {
  assert.ok(error instanceof type, `${of.name}: ${String(error)}`);
  assert.match(error.message, says);
  assert.ok(error.message.startsWith(`${of.name}: `), error.message);
}

/** Shapes of which one at least fits to no given shape of more than one element. */
const MISFITS: readonly Shape[] = [[7], [7, 7], [2, 7, 7]];
const zeros = (shape: Shape) => Array<number>(sizeOf(shape)).fill(0);

/** Refusals of one example: each secret in turn by an impostor, and the last of several of a shape that does not fit. */
async function misuse(
  mpc: Mpc,
  of: Operation,
  example: Arguments,
  args: Arguments,
): Promise<number> {
  const plains = plainsIn(example);
  const secrets = args.flat().filter(isSecret);
  let refused = 0;
  for (const [k, plain] of plains.entries())
    for (const { stand, says } of Object.values(IMPOSTORS)) {
      const wrong = replacing(example, (_, at) =>
        at === k ? stand(secrets[at]!, plain) : secrets[at],
      );
      assertRefused(await failure(mpc, of, wrong), TypeError, says, of);
      refused++;
    }
  if (plains.length < 2 || plains[0]!.values.length < 2) return refused;
  const last = plains.length - 1;
  const like = plains[last]!;
  const misfit = MISFITS.map((shape) => ({
    ...like,
    ...plain(shape, zeros(shape), like.scale),
  })).find((x) => {
    try {
      prepared(
        of,
        replacing(example, (y, at) => (at === last ? x : y)),
      );
      return false;
    } catch {
      return true;
    }
  });
  assert.ok(misfit, `${of.name}: takes ${MISFITS.join(" and ")} in place of its last secret`);
  const secret = mpc.constant(
    misfit.values,
    misfit.shape,
    misfit.type === undefined ? { scale: misfit.scale } : { type: misfit.type },
  );
  const wrong = replacing(example, (_, at) => (at === last ? secret : secrets[at]));
  assertRefused(await failure(mpc, of, wrong), RangeError, /\d/, of);
  return refused + 1;
}

/** Every misuse of every example; what was sent meanwhile; then the examples as they should be, and the end. */
async function program(mpc: Engine, of: Operation, sent: readonly string[]) {
  const examples = examplesOf(of, mpc.self);
  let [refused, sentMeanwhile] = [0, 0];
  for (const example of examples) {
    const args = await shared(mpc, example);
    const before = mpc.statistics();
    const messages = sent.length;
    refused += await misuse(mpc, of, example, args);
    for (let k = 0; k < 3; k++) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(mpc.statistics(), before);
    sentMeanwhile += sent.length - messages;
    await call(mpc, of, args);
    await settled(mpc);
  }
  const last = await shared(mpc, examples[0]!);
  await mpc.close();
  const messages = sent.length;
  const error = await failure(mpc, of, last);
  assert.ok(error instanceof Error && error.message === `${of.name}: the engine is closed`);
  return { refused, sentMeanwhile: sentMeanwhile + sent.length - messages };
}

describe("misuse is refused in the operation's name, before any message, and the run goes on", () => {
  for (const of of RECORDS)
    it(of.name, async () => {
      const sent: string[] = [];
      const { results } = await runEngines((mpc) => program(mpc, of, sent), {
        close: false,
        network: {
          tamper: (_from, _to, tag, message) => {
            sent.push(tag);
            return message;
          },
        },
      });
      const secrets = examplesOf(of, 0).flatMap(plainsIn).length;
      for (const result of results) {
        if (result instanceof Error) throw result;
        assert.equal(result.sentMeanwhile, 0);
        assert.ok(result.refused >= 3 * secrets);
      }
    });
});
