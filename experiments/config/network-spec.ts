/** A network as a config asks for it, and the links between the members of a run that it amounts to. */

/** How it may be made; "auto": of processes where this machine can, else in virtual time. */
export type NetworkChoice = "localhost" | "shaped" | "virtual" | "auto";

/** Entry [i][j] is from P_i to P_j; the diagonal is not looked at. */
export interface LinkMatrix {
  /** Milliseconds, one way. */
  readonly latencyMs: readonly (readonly number[])[];
  /** Null: as the network as a whole. */
  readonly bandwidthMbit: readonly (readonly (number | null)[])[] | null;
}

/** One party whose links, or whose machine, are worse than the others'. */
export interface SlowParty {
  readonly party: number;
  /** Added to each of its links, in both directions. */
  readonly latencyMs: number;
  /** Of each of its links, in both directions; null: as the others. */
  readonly bandwidthMbit: number | null;
  /** Its computation takes so many times as long; in virtual time only. At least 1. */
  readonly compute: number;
}

export interface NetworkSpec {
  /** A preset's, or what the config writes; equal names are equal networks within a config. */
  readonly name: string;
  readonly kind: NetworkChoice;
  /** One way; RTT is twice that. */
  readonly latencyMs: number;
  /** Of each link and direction; null: as fast as the machine. */
  readonly bandwidthMbit: number | null;
  /** Up to so much is added to each message's latency. */
  readonly jitterMs: number;
  /** Instead of `latencyMs`, link by link, for up to as many members as it has rows; else null. */
  readonly links: LinkMatrix | null;
  readonly slow: SlowParty | null;
  /** How virtual time is made of computation here; null: as the experiment says. */
  readonly compute: "measured" | "model" | null;
}

/** members × members, the dealer last where there is one; as NetworkRecord has it. */
export interface Links {
  readonly latencyMs: number[][];
  readonly bandwidthMbit: (number | null)[][];
  readonly jitterMs: number[][];
}

/** True if there is nothing to shape: processes on loopback will do. */
export const isUnshaped = ({ latencyMs, bandwidthMbit, jitterMs, links, slow }: NetworkSpec) =>
  latencyMs === 0 && bandwidthMbit === null && jitterMs === 0 && links === null && slow === null;

/** What each link is like. A dealer beyond a matrix of links sits with P_0, without delay. */
export function linksOf(spec: NetworkSpec, members: number): Links {
  const { links, slow } = spec;
  const matrix = <T>(entry: (i: number, j: number) => T, none: T): T[][] =>
    Array.from({ length: members }, (_, i) =>
      Array.from({ length: members }, (_, j) => (i === j ? none : entry(i, j))),
    );
  const at = <T>(rows: readonly (readonly T[])[], i: number, j: number): T | undefined => {
    const place = (k: number) => (k < rows.length ? k : 0);
    return rows[place(i)]?.[place(j)];
  };
  const isSlow = (i: number, j: number) => slow !== null && (i === slow.party || j === slow.party);
  return {
    latencyMs: matrix((i, j) => {
      const base = links === null ? spec.latencyMs : (at(links.latencyMs, i, j) ?? spec.latencyMs);
      return base + (isSlow(i, j) ? slow!.latencyMs : 0);
    }, 0),
    bandwidthMbit: matrix<number | null>((i, j) => {
      if (isSlow(i, j) && slow!.bandwidthMbit !== null) return slow!.bandwidthMbit;
      const own = links?.bandwidthMbit == null ? null : at(links.bandwidthMbit, i, j);
      return own ?? spec.bandwidthMbit;
    }, null),
    jitterMs: matrix(() => spec.jitterMs, 0),
  };
}
