/** A network as a config asks for it, and the links between the members of a run that it amounts to. */

/** How the network may be made. "auto" uses processes where this machine can, and virtual time elsewhere. */
export type NetworkChoice = "localhost" | "shaped" | "virtual" | "auto";

/** Entry [i][j] is from P_i to P_j. The diagonal counts nowhere. */
export interface LinkMatrix {
  /** Milliseconds, one way. */
  readonly latencyMs: readonly (readonly number[])[];
  /** Null: the bandwidth of the whole network. */
  readonly bandwidthMbit: readonly (readonly (number | null)[])[] | null;
}

/** One party whose links, or whose machine, are worse than the others'. */
export interface SlowParty {
  readonly party: number;
  /** Added to each of its links, in both directions. */
  readonly latencyMs: number;
  /** Of each of its links, in both directions; null: that of the other links. */
  readonly bandwidthMbit: number | null;
  /** The factor by which its computation takes longer, at least 1. Virtual time only. */
  readonly compute: number;
}

export interface NetworkSpec {
  /** The preset's name, or what the config writes. Within a config equal names are equal networks. */
  readonly name: string;
  readonly kind: NetworkChoice;
  /** One way; the round-trip time is twice that. */
  readonly latencyMs: number;
  /** Of each link and direction; null: as fast as the machine. */
  readonly bandwidthMbit: number | null;
  /** The most that is added to the latency of a message. */
  readonly jitterMs: number;
  /** Replaces `latencyMs` link by link, for at most as many members as it has rows; else null. */
  readonly links: LinkMatrix | null;
  readonly slow: SlowParty | null;
  /** How computation becomes virtual time on this network; null: as the experiment says. */
  readonly compute: "measured" | "model" | null;
}

/** Matrices of members × members, the dealer last where there is one, as in NetworkRecord. */
export interface Links {
  readonly latencyMs: number[][];
  readonly bandwidthMbit: (number | null)[][];
  readonly jitterMs: number[][];
}

/** True if there is nothing to shape, so that processes on loopback suffice. */
export const isUnshaped = ({ latencyMs, bandwidthMbit, jitterMs, links, slow }: NetworkSpec) =>
  latencyMs === 0 && bandwidthMbit === null && jitterMs === 0 && links === null && slow === null;

/**
 * The properties of each link. A dealer beyond a matrix of links is at P_0's place: its link to P_0 has no latency of its
 * own, and the bandwidth of the whole network.
 */
export function linksOf(spec: NetworkSpec, members: number): Links {
  const { links, slow } = spec;
  const matrix = <T>(entry: (i: number, j: number) => T, none: T): T[][] =>
    Array.from({ length: members }, (_, i) =>
      Array.from({ length: members }, (_, j) => (i === j ? none : entry(i, j))),
    );
  /** `here` for two members at one place. */
  const at = <T>(rows: readonly (readonly T[])[], i: number, j: number, here: T): T => {
    const [from, to] = [i, j].map((k) => (k < rows.length ? k : 0));
    return from === to ? here : rows[from!]![to!]!;
  };
  const isSlow = (i: number, j: number) => slow !== null && (i === slow.party || j === slow.party);
  return {
    latencyMs: matrix((i, j) => {
      const base = links === null ? spec.latencyMs : at(links.latencyMs, i, j, 0);
      return base + (isSlow(i, j) ? slow!.latencyMs : 0);
    }, 0),
    bandwidthMbit: matrix<number | null>((i, j) => {
      if (isSlow(i, j) && slow!.bandwidthMbit !== null) return slow!.bandwidthMbit;
      const own = links?.bandwidthMbit == null ? null : at(links.bandwidthMbit, i, j, null);
      return own ?? spec.bandwidthMbit;
    }, null),
    jitterMs: matrix(() => spec.jitterMs, 0),
  };
}
