/** The one place that says how a run ended: exit codes of errors, of processes, and of several parties. */
import { ListenError } from "../host/node/connect.ts";
import { whatIsLacking } from "../host/node/errno-words.ts";
import { IdentityError } from "../host/node/identity.ts";
import { UsageError } from "../host/usage-error.ts";
import { type StockRefusal, StockRefused } from "../items/stock-refused.ts";
import { Abort, ConfigurationMismatch, Interrupted, OutOfMaterial } from "../network/abort.ts";
import { describePlace, placeOf } from "./place.ts";

export { Interrupted };

export const EXIT = {
  /** Everything went as announced, also a demonstrated attack that was caught. */
  ok: 0,
  bug: 1,
  usage: 2,
  /** Configurations, programs or stores of the parties differ. */
  mismatch: 3,
  /** A peer is unreachable, silent, gone, or not who it should be. */
  peer: 4,
  cheating: 5,
  material: 6,
  /** This machine's own fault: its disk is full, or a store's files are damaged. */
  machine: 7,
  /** Ctrl-C, as shells have it. */
  interrupted: 130,
} as const;

/** An error as it travels between processes and stands in reports: no stack, no cause, never a secret. */
export interface Failure {
  /** An Abort's code, a refusal's, or the error's name. */
  readonly code: string;
  /** One line. */
  readonly message: string;
  /** Parties whose misbehaviour was seen first-hand. */
  readonly culprits: readonly number[];
  readonly exitCode: number;
  /** The operation of the program that met it, and the line of the program, as far as they are known. */
  readonly operation?: string;
  readonly at?: string;
}

/** What ended a process of this machine, as it said itself. */
export class ProcessFailed extends Error {
  override readonly name = "ProcessFailed";
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

const MISMATCHED: readonly StockRefusal[] = ["format", "foreign"];
const MACHINE: readonly StockRefusal[] = ["damaged", "no-space"];
const MISUSED: readonly StockRefusal[] = ["misplaced", "exists", "in-use", "burns-too-much"];

export function exitCodeOf(error: unknown): number {
  if (error instanceof ProcessFailed) return error.failure.exitCode;
  if ([UsageError, IdentityError, ListenError].some((mistake) => error instanceof mistake))
    return EXIT.usage;
  if (error instanceof ConfigurationMismatch) return EXIT.mismatch;
  if (error instanceof OutOfMaterial) return EXIT.material;
  if (error instanceof Interrupted) return EXIT.interrupted;
  if (error instanceof StockRefused) {
    if (MISMATCHED.includes(error.code)) return EXIT.mismatch;
    if (MACHINE.includes(error.code)) return EXIT.machine;
    return MISUSED.includes(error.code) ? EXIT.usage : EXIT.material;
  }
  if (!(error instanceof Abort)) return whatIsLacking(error) === null ? EXIT.bug : EXIT.usage;
  switch (error.code) {
    case "programs-diverged":
      return EXIT.mismatch;
    case "peer-silent":
    case "peer-closed":
    case "peer-aborted":
    case "peer-not-authentic":
      return EXIT.peer;
    default:
      return EXIT.cheating;
  }
}

export function failureOf(error: unknown): Failure {
  if (error instanceof ProcessFailed) return error.failure;
  const exitCode = exitCodeOf(error);
  const known = error instanceof Error ? error : new Error(String(error));
  const { code, culprits } = namesOf(known);
  const message = lineOf(known);
  if (exitCode === EXIT.usage || exitCode === EXIT.interrupted)
    return { code, message, culprits, exitCode };
  const place = placeOf(known);
  return {
    code,
    message: message + describePlace(message, place),
    culprits,
    exitCode,
    ...(place.operation !== null && { operation: place.operation }),
    ...(place.at !== null && { at: place.at }),
  };
}

function namesOf(error: Error): Pick<Failure, "code" | "culprits"> {
  if (error instanceof Abort) return { code: error.code, culprits: error.culprits };
  const code = error instanceof StockRefused ? `stock-${error.code}` : error.name;
  return { code, culprits: [] };
}

/** What is said of an error that is no bug. */
export const lineOf = (error: Error): string => whatIsLacking(error) ?? oneLine(error.message);

/** Of a party that had its result before: that others fall silent, or stop, takes nothing from it. */
export const exitCodeAfter = (afterwards: Failure | null): number =>
  afterwards === null || afterwards.exitCode === EXIT.peer ? EXIT.ok : afterwards.exitCode;

/** Bugs first, then what caused the others' failures: who cheats or errs makes its peers unreachable. */
const WORST_FIRST: readonly number[] = [
  EXIT.interrupted,
  EXIT.bug,
  EXIT.cheating,
  EXIT.mismatch,
  EXIT.usage,
  EXIT.machine,
  EXIT.material,
  EXIT.peer,
];

/** How a run of several parties ended. */
export const worstOf = (codes: readonly number[]): number =>
  WORST_FIRST.find((code) => codes.includes(code)) ?? codes.find((c) => c !== EXIT.ok) ?? EXIT.ok;

export const oneLine = (text: string): string =>
  shortened(
    text
      .toWellFormed()
      .replace(/\s*\n\s*/g, "; ")
      .trim(),
  );

/** LOCAL: characters. */
const MAX_SHOWN = 2000;

/** What is too long for a line is cut, and said to be. */
export function shortened(text: string, where = ""): string {
  if (text.length <= MAX_SHOWN) return text;
  return `${text.slice(0, MAX_SHOWN).toWellFormed()}… (${text.length} characters${where})`;
}
