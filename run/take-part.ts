/** One party's part of a run, from its result to its last word: the same wherever it runs. */
import type { Party } from "../host/node/party/party.ts";
import type { Mpc, Program } from "../operations/mpc.ts";
import { type Failure, failureOf } from "./exit-code.ts";
import { checkedResult, type Result } from "./result.ts";

export interface Part {
  readonly program: Program;
  readonly args: unknown;
  /** Stands between the engine and the program. */
  readonly seenAs?: ((mpc: Mpc) => Mpc) | undefined;
  /** Told as soon as there is one that holds, before the session is closed. */
  readonly onResult?: (result: Result) => void;
}

export interface Taken {
  readonly result: Result;
  /** What went wrong after it: others that fell silent, or stopped. The result was checked before. */
  readonly afterwards: Failure | null;
}

/**
 * Runs the program and ends the session, in order as far as the others let it.
 * @throws what keeps this party from a result: Abort; what the program throws; UsageError for a result that is no value.
 */
export async function takePart(
  party: Party,
  { program, args, seenAs, onResult }: Part,
): Promise<Taken> {
  const returned = await party.run(program, args, seenAs);
  await party.finished();
  let result: Result;
  let refusal: unknown = null;
  try {
    result = checkedResult(returned);
    onResult?.(result);
  } catch (error) {
    // The others have done nothing wrong: they get their end.
    refusal = error;
  }
  const afterwards = await party.close().then(
    () => party.failure,
    (error: unknown) => error,
  );
  if (refusal !== null) throw refusal;
  return { result, afterwards: afterwards === null ? null : failureOf(afterwards) };
}
