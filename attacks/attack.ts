/**
 * What an attack is: one party that runs the real program with something between it and the others, what must come of
 * that, and what does where the check that stops it is left out. Honest code knows nothing of this: a launcher puts the
 * adversary into the corrupt party's process only. An attack is a file here with one record (`attack` below).
 */
import type { Bgv } from "../crypto/bgv/scheme.ts";
import type { AbortCode } from "../network/abort.ts";
import type { Transport } from "../network/transport.ts";
import type { Mpc } from "../operations/mpc.ts";
import type { Routing } from "../protocols/open.ts";
import type { AblationName } from "./ablations/ablations.ts";

/** One corrupt party of one run; what it leaves out is honest. */
export interface Adversary {
  /** Stands between its session and the wire: other bytes, none, or others in place of those that it received. */
  transport?(honest: Transport): Transport;
  /** What its program sees: to time the attack. */
  mpc?(honest: Mpc): Mpc;
  /** The lattice scheme with which it makes material: other ciphertexts and replies. */
  lattice?(honest: Bgv): Bgv;
}

/** A run of mult3 in which the attack has something to attack. */
export interface Setting {
  readonly security: "spdz+dealer" | "spdz+lowgear";
  readonly parties: number;
  readonly routing: Routing;
}

/** How every honest party stops. */
export interface Verdict {
  readonly code: AbortCode;
  /** Whom it names. */
  readonly culprits: "nobody" | "the cheater";
}

/** What stops the attack, and what it does where that is left out. */
export type Check = {
  /** The file of the check. */
  readonly by: string;
} & (
  | {
      /** An ablation; or all MACs, as the combination's semi-honest twin does without them. */
      readonly leftOut: AblationName | "MACs";
      /**
       * What honest parties do then: return something wrong; return what is right, of material that is not; or stop
       * later, by another check.
       */
      readonly gives: "a wrong result" | "unnoticed" | Verdict;
    }
  | {
      /** Why it cannot be left out. */
      readonly stays: string;
    }
);

export interface Attack {
  /** That of its file. */
  readonly name: string;
  /** What the corrupt party does, for a reader: "adds 1 to its share of the first output". */
  readonly does: string;
  /** Where it is written that this must fail. */
  readonly paper: string;
  /** The file of the protocol that it cheats in. */
  readonly box: string;
  readonly against: Setting;
  /** @throws UsageError if the options are wrong; without any it is the attack that tests make. */
  corrupt(options?: unknown): Adversary;
  readonly expect: Verdict;
  readonly check: Check;
}

/** The record of an attack, of the name of its file: lists.ts finds it by this. */
export const attack = (record: Attack): Attack => record;
