/**
 * What a backend is, that is whoever makes material: everything that others have to know about it, in one record. A
 * backend is a folder with a backend.ts; nothing else knows backends by name, but for what measures a certain one.
 */
import type { BgvParameters, ParameterRequest } from "../crypto/bgv/parameters.ts";
import type { Bgv } from "../crypto/bgv/scheme.ts";
import type { Family } from "../items/columns.ts";
import type { Preprocessing } from "../items/preprocessing.ts";
import type { Session } from "../network/session.ts";
import type { KeyGuard } from "../protocols/mac-key.ts";
import type { SecurityTerm } from "../protocols/security.ts";
import type { Ablation } from "./lowgear/boxes.ts";
import type { LowGearThreads } from "./lowgear/lowgear.ts";

/** What must be said of the material of one family that a backend makes. */
export interface Material {
  /** What every result made with it must say, where its s is this one; empty only for what is secure. */
  labels(statistical: number): readonly string[];
  /** The backend whose plain material stands for the same without active security; null if none does. */
  readonly twin: string | null;
  /** The parties prove to each other that items are right: terms of kinds that are of "making" count. */
  readonly proved: boolean;
  /**
   * What it adds to the security budget of whoever uses any of it, beside what the kinds of items add. There is no
   * default, so that nothing is left out of a budget unsaid; `[]` says why.
   */
  readonly terms: readonly SecurityTerm[];
}

/** `N` is its name, `F` the families of its material. */
export interface BackendSpec<N extends string = string, F extends Family = Family> {
  /** AGREEMENT: that of its folder; a part of the names of combinations, and compared in the handshake. */
  readonly name: N;
  /** Where its combinations are listed. A new one has the next number: figures keep their colours. */
  readonly shownAt: number;
  readonly makes: Readonly<Record<F, Material>>;
  /** Members of a session that make material and are no parties, behind these; 0 where the parties make all. */
  readonly dealers: 0 | 1;
  /** Worker threads can make its batches. */
  readonly threads: boolean;
  /** Something of it can be left out, to measure what that costs. */
  readonly ablations: boolean;
  /** AGREEMENT. What it asks of the lattice scheme; null if it needs none. */
  readonly lattice: ((statistical: number, ablation?: Ablation) => LatticeRequest) | null;
  /** What it is made of, which only who makes material needs. After the first call it is there at once. */
  load(): Promise<BackendCode>;
}

/** A backend of any name, and of one family at least. */
export type AnyBackend = BackendSpec<string, "authenticated"> | BackendSpec<string, "plain">;

export interface BackendCode {
  /** One party's preprocessing, made on demand. @throws Abort; ConfigurationMismatch where the parties' differ. */
  create(sessions: Sessions, wanted: Wanted, host: BackendHost): Promise<Preprocessing>;
  /** A dealer's part of a session of all members, to its end; null where there is none. @throws as `create`. */
  readonly serve: ((session: Session, family: Family) => Promise<void>) | null;
}

export interface Sessions {
  /** Of the parties alone. */
  readonly parties: Session;
  /** Of all members; the same where there are no others. */
  readonly all: Session;
}

/** What is asked of a backend. */
export interface Wanted {
  /** One that it makes. */
  readonly family: Family;
  /** All that will be asked for is agreed upon between the parties. */
  readonly agreed: boolean;
  /** Something left out, in one thread; only of backends that have `ablations`. */
  readonly ablation?: Ablation;
}

/** What the machine of a party brings. */
export interface BackendHost {
  /** The lattice scheme that the backend asks for. TypeError if it asks for none. */
  lattice(session: Session): Promise<Bgv>;
  /** The durable side of the MAC key; in memory only by default. */
  readonly guard?: KeyGuard;
  /** Worker threads for LowGear's batches, each with a ring of such parameters. Parties may have different numbers. */
  threads(session: Session, parameters: BgvParameters): LowGearThreads;
}

/** What of the lattice scheme a backend decides; the number of parties is the session's. */
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
