/**
 * What an attack is: one party runs the real program, with something between it and the others. The record says what
 * must happen then, and what happens if the check that stops it is left out. Honest code does not know of attacks: a
 * launcher puts the adversary into the corrupt party's process only. An attack is a file here with one record
 * (`attack` below).
 */
import type { Bgv } from "../crypto/bgv/scheme.ts";
import type { AbortCode } from "../network/abort.ts";
import type { Transport } from "../network/transport.ts";
import type { Mpc } from "../operations/mpc.ts";
import type { Routing } from "../protocols/open.ts";
import type { AblationName } from "./ablations/ablations.ts";

/** One corrupt party of one run. Parts that are not given are honest. */
export interface Adversary {
  /** Stands between its session and the wire. It sends other bytes or none, or replaces bytes that it received. */
  transport?(honest: Transport): Transport;
  /** The `Mpc` that its program calls, to time the attack. */
  mpc?(honest: Mpc): Mpc;
  /** The lattice scheme with which it makes material, to send other ciphertexts and replies. */
  lattice?(honest: Bgv): Bgv;
}

/** A run of mult3 to which the attack applies. */
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

/** What stops the attack, and what happens if that is left out. */
export type Check = {
  /** The file of the check. */
  readonly by: string;
} & (
  | {
      /** An ablation; or all MACs, which the combination's semi-honest twin does not have. */
      readonly leftOut: AblationName | "MACs";
      /**
       * What honest parties do then: return a wrong result; return a right result from wrong material; or stop later,
       * by another check.
       */
      readonly gives: "a wrong result" | "unnoticed" | Verdict;
    }
  | {
      /** Why it cannot be left out. */
      readonly stays: string;
    }
);

export interface Attack {
  /** The name of its file. */
  readonly name: string;
  /** What the corrupt party does, in words: "adds 1 to its share of the first output". */
  readonly does: string;
  /** The source that says that this must fail. */
  readonly paper: string;
  /** The file of the protocol in which it cheats. */
  readonly box: string;
  readonly against: Setting;
  /** Without options it is the attack that tests make. @throws UsageError if the options are wrong. */
  corrupt(options?: unknown): Adversary;
  readonly expect: Verdict;
  readonly check: Check;
}

/** The record of an attack, named as its file is: lists.ts finds it by this call. */
export const attack = (record: Attack): Attack => record;
