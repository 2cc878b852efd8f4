import { MAX_DETAIL, MAX_DIFFERENCE_TEXT } from "./limits.ts";
import { firstOf, printable } from "./printable.ts";

/** The closed list of reasons for which a protocol stops because of what another party did. */
export type AbortCode =
  | "mac-check-failed"
  | "sacrifice-failed"
  | "bad-opening"
  | "bad-proof"
  | "inconsistent-broadcast"
  | "malformed-message"
  | "programs-diverged"
  | "peer-silent"
  | "peer-closed"
  | "peer-aborted"
  | "peer-not-authentic";

/**
 * This party stops the protocol for good: it gives no output and does not retry under the same keys.
 * `culprits` lists only parties whose misbehaviour this party has seen for itself. `where` is the path
 * of the session. The message never contains a share or a key. A peer's text in `detail` is made printable.
 */
export class Abort extends Error {
  override readonly name = "Abort";
  readonly code: AbortCode;
  readonly where: string;
  readonly culprits: readonly number[];
  /** What the message says beside code, place and culprits. */
  readonly detail: string;
  /** True if nobody is seen, or said, to have sent anything wrong: see isSilence. */
  readonly silence: boolean;

  /** `silence` is true by default for these two codes. */
  constructor(
    code: AbortCode,
    where: string,
    culprits: readonly number[] = [],
    detail = "",
    silence = code === "peer-closed" || code === "peer-silent",
  ) {
    const named =
      culprits.length > 0 ? `; culprits: ${culprits.map((c) => `P${c}`).join(", ")}` : "";
    const why = printable(detail, MAX_DETAIL);
    super(`${code} in ${where || "session"}${why && `: ${why}`}${named}`);
    this.code = code;
    this.where = where;
    this.culprits = culprits;
    this.detail = detail;
    this.silence = silence;
  }
}

/** Why a party leaves that has seen nothing wrong. The reason does not depend on what it received. */
export type Leave = "interrupted" | "no-space" | "out-of-material";

/** The error's property `leaves`, which says that its party leaves, and why. Null for any other failure. */
export function leaveOf(failure: unknown): Leave | null {
  return failure instanceof Error ? ((failure as { leaves?: Leave | null }).leaves ?? null) : null;
}

/**
 * True if somebody is gone or silent and has sent nothing wrong. That is a peer, which may have crashed; or a third
 * party, of which a peer tells us no more than that; or this party, which leaves.
 */
export const isSilence = (failure: unknown): boolean =>
  failure instanceof Abort ? failure.silence : leaveOf(failure) !== null;

/** `from` left without a message that every honest party sends before it leaves: see Transport.owe. */
export const leftOwing = (where: string, from: number): Abort =>
  new Abort("peer-closed", where, [from], "it left before it opened what it had committed to");

/** The owner of this party ends the session. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly leaves = "interrupted" satisfies Leave;
}

/** The parties' configurations differ. The error says what differs, and accuses nobody of cheating. */
export class ConfigurationMismatch extends Error {
  override readonly name = "ConfigurationMismatch";
  /** One line per difference, e.g. "parties: 3 here, 2 at P1". */
  readonly differences: readonly string[];

  constructor(differences: readonly string[]) {
    const facts = firstOf(byFact(differences), MAX_DIFFERENCE_TEXT);
    super(`the parties' configurations differ: ${facts.join("; ")}`);
    this.differences = differences;
  }
}

/** Each fact once: "parties: 3 here, 2 at P1, P2", "program: p here, q at P1, r at P2". */
function byFact(differences: readonly string[]): string[] {
  const facts = new Map<string, Map<string, string[]>>();
  for (const line of differences) {
    const [, here, there, peer] = /^(.+? here), (.+) at (P\d+)$/s.exec(line) ?? [];
    const others = facts.get(here ?? line) ?? new Map<string, string[]>();
    facts.set(here ?? line, others);
    if (there !== undefined) others.set(there, [...(others.get(there) ?? []), peer!]);
  }
  return [...facts].map(([here, others]) =>
    [here, ...[...others].map(([there, peers]) => `${there} at ${peers.join(", ")}`)].join(", "),
  );
}

/** Material has run out, or its store cannot supply the run. */
export class OutOfMaterial extends Error {
  override readonly name = "OutOfMaterial";
  readonly leaves = "out-of-material" satisfies Leave;
}

/** What engines say, in a RangeError, when this machine has no memory left. */
const OUT_OF_MEMORY = /^(array buffer allocation failed|out of memory)$/i;

/** What TextDecoder says, in a TypeError, of bytes that are not text. */
const NOT_TEXT = /encoded data was not valid|decoding failed/i;

/**
 * Runs `parse` on what `sender` sent. If the bytes are invalid, it throws an Abort that names the sender. A parser
 * reports them by RangeError, TextDecoder by TypeError. Any other error is a bug here or a lack of memory, and is
 * rethrown unchanged.
 */
export function parseFrom<T>(
  where: string,
  sender: number,
  raw: Uint8Array,
  parse: (raw: Uint8Array) => T,
): T {
  try {
    return parse(raw);
  } catch (cause) {
    if (!(cause instanceof RangeError || cause instanceof TypeError)) throw cause;
    const { message } = cause;
    const faulty =
      cause instanceof TypeError ? NOT_TEXT.test(message) : !OUT_OF_MEMORY.test(message);
    if (!faulty) throw cause;
    throw new Abort("malformed-message", where, [sender], message);
  }
}
