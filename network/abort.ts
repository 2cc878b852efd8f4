/** The closed list of reasons for which a protocol stops because of what another party did. */
export type AbortCode =
  | "mac-check-failed"
  | "sacrifice-failed"
  | "bad-opening"
  | "inconsistent-broadcast"
  | "malformed-message"
  | "programs-diverged"
  | "peer-silent"
  | "peer-closed"
  | "peer-aborted"
  | "peer-not-authentic";

/**
 * The protocol stops here, at this party, for good: no output, no retry under the same keys.
 * `culprits` lists only parties whose misbehaviour this party has seen for itself. `where` is the path
 * of the session. Never a share or a key in the message.
 */
export class Abort extends Error {
  override readonly name = "Abort";
  readonly code: AbortCode;
  readonly where: string;
  readonly culprits: readonly number[];

  constructor(code: AbortCode, where: string, culprits: readonly number[] = [], detail = "") {
    const named =
      culprits.length > 0 ? `; culprits: ${culprits.map((c) => `P${c}`).join(", ")}` : "";
    super(`${code} in ${where || "session"}${detail && `: ${detail}`}${named}`);
    this.code = code;
    this.where = where;
    this.culprits = culprits;
  }
}

/** The parties' configurations differ: said as such, with what differs, never as cheating. */
export class ConfigurationMismatch extends Error {
  override readonly name = "ConfigurationMismatch";
  /** One line per difference, e.g. "parties: 3 here, 2 at P1". */
  readonly differences: readonly string[];

  constructor(differences: readonly string[]) {
    super(`the parties' configurations differ: ${differences.join("; ")}`);
    this.differences = differences;
  }
}

/** Preprocessing material has run out, or its store cannot carry the run. */
export class OutOfMaterial extends Error {
  override readonly name = "OutOfMaterial";
}

/** Runs `parse` on what `sender` sent; if it throws, the sender is named. */
export function parseFrom<T>(
  where: string,
  sender: number,
  raw: Uint8Array,
  parse: (raw: Uint8Array) => T,
): T {
  try {
    return parse(raw);
  } catch (cause) {
    const detail = cause instanceof RangeError ? cause.message : "does not parse";
    throw new Abort("malformed-message", where, [sender], detail);
  }
}
