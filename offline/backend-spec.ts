/**
 * A backend makes material. One record holds everything that others have to know about it. A backend is a folder with
 * a backend.ts. No other code knows backends by name, except code that measures a certain one.
 */
import type { BgvParameters, ParameterRequest } from "../crypto/bgv/parameters.ts";
import type { Bgv } from "../crypto/bgv/scheme.ts";
import type { Family } from "../items/columns.ts";
import type { Demand } from "../items/demand.ts";
import type { Preprocessing } from "../items/preprocessing.ts";
import type { Session } from "../network/session.ts";
import type { KeyGuard } from "../protocols/mac-key.ts";
import type { SecurityTerm } from "../protocols/security.ts";
import type { Ablation } from "./lowgear/boxes.ts";
import type { LowGearThreads } from "./lowgear/lowgear.ts";
import type { PlannedFor, PlannedMaterial } from "./planned-material.ts";

/** What a backend says of its material of one family. */
export interface Material {
  /** What every result made with it must say, for this s. It is empty only if the material is secure. */
  labels(statistical: number): readonly string[];
  /** The backend that makes the same as plain material, without active security; null if there is none. */
  readonly twin: string | null;
  /** True if the parties prove to each other that items are right. Then terms that are `of: "making"` count. */
  readonly proved: boolean;
  /**
   * What any use of it adds to the security budget, beside what the kinds of items add. There is no default, so that
   * no budget leaves a term out by accident. A comment says why a backend has `[]`.
   */
  readonly terms: readonly SecurityTerm[];
}

/** `N` is the type of its name, `F` that of the families of its material. */
export interface BackendSpec<N extends string = string, F extends Family = Family> {
  /** AGREEMENT: the name of its folder. It is part of the names of combinations, and the handshake compares it. */
  readonly name: N;
  /** Where its combinations are listed. A new backend gets the next number, so that figures keep their colours. */
  readonly shownAt: number;
  readonly makes: Readonly<Record<F, Material>>;
  /** Members of a session that make material and are no parties; they come last. 0: the parties make all. */
  readonly dealers: 0 | 1;
  /** True if worker threads can make its batches. */
  readonly threads: boolean;
  /** True if a part of it can be left out, to measure what that part costs. */
  readonly ablations: boolean;
  /** AGREEMENT: what it asks of the lattice scheme; null if it needs none. */
  readonly lattice: ((statistical: number, ablation?: Ablation) => LatticeRequest) | null;
  /** Loads its code, which only a process that makes material needs. Later calls get it at once. */
  load(): Promise<BackendCode>;
}

/** A backend of any name, with at least one family. */
export type AnyBackend = BackendSpec<string, "authenticated"> | BackendSpec<string, "plain">;

export interface BackendCode {
  /** One party's preprocessing, made on demand. @throws Abort; ConfigurationMismatch if configurations differ. */
  create(sessions: Sessions, wanted: Wanted, host: BackendHost): Promise<Preprocessing>;
  /** A dealer's part in a session of all members, to its end; null if there is no dealer. @throws as `create`. */
  readonly serve: ((session: Session, family: Family) => Promise<void>) | null;
  /** What `create` makes for parties that take all of `demand` before they begin, kind by kind. */
  planned(demand: Demand, who: PlannedFor): PlannedMaterial;
}

export interface Sessions {
  /** Of the parties alone. */
  readonly parties: Session;
  /** Of all members; the same session if all members are parties. */
  readonly all: Session;
}

/** What is asked of a backend. */
export interface Wanted {
  /** A family that the backend makes. */
  readonly family: Family;
  /** True if the parties have agreed upon everything that will be asked for. */
  readonly agreed: boolean;
  /** A part that is left out; only for backends that have `ablations`, and in one thread. */
  readonly ablation?: Ablation;
}

/** What the machine of a party provides. */
export interface BackendHost {
  /** The lattice scheme that the backend asks for. TypeError if it asks for none. */
  lattice(session: Session): Promise<Bgv>;
  /** The durable side of the MAC key; in memory only by default. */
  readonly guard?: KeyGuard;
  /** Worker threads for LowGear's batches, each with a ring of these parameters. Parties may have different numbers. */
  threads(session: Session, parameters: BgvParameters): LowGearThreads;
}

/** The parameters of the lattice scheme that a backend decides. The session gives the number of parties. */
export type LatticeRequest = Omit<ParameterRequest, "parties">;

/** Makes the lattice scheme for the parties of a session. */
export type MakeLattice = (session: Session, request: LatticeRequest) => Promise<Bgv>;

/** Loads at the first call. */
export function loadedOnce(load: () => Promise<BackendCode>): () => Promise<BackendCode> {
  let loaded: Promise<BackendCode> | null = null;
  return () => {
    loaded ??= load();
    return loaded;
  };
}
