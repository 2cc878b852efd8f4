/** Who makes the material of a session: the one place that knows all backends by name. */
import { prime60 } from "../../../algebra/prime60.ts";
import { createBgv } from "../../../crypto/bgv/bgv.ts";
import { checkKernel } from "../../../crypto/bgv/check-kernel.ts";
import {
  type BgvParameters,
  deriveParameters,
  type ParameterRequest,
} from "../../../crypto/bgv/parameters.ts";
import type { Bgv } from "../../../crypto/bgv/scheme.ts";
import { loadSeal } from "../../../crypto/bgv/seal.ts";
import type { Preprocessing } from "../../../items/preprocessing.ts";
import type { Session } from "../../../network/session.ts";
import { dealerPreprocessing } from "../../../offline/dealer/client.ts";
import type { Ablation } from "../../../offline/lowgear/boxes.ts";
import { createLowGear } from "../../../offline/lowgear/lowgear.ts";
import { createSemiHonestHe } from "../../../offline/semi-honest-he/semi-honest-he.ts";
import type { KeyGuard } from "../../../protocols/mac-key.ts";
import { laneThreads } from "../lanes/open-lanes.ts";
import { combinationOf, type Security } from "./combination.ts";

/** AGREEMENT: 12 ciphertexts in a plaintext proof of a full batch. */
const LOWGEAR = { batch: 12, keys: "proved" } as const;
/** AGREEMENT: what passive parties do with; the flood hides each coefficient by itself. */
const PASSIVE = { batch: 1, keys: "honest", flooding: "coefficient" } as const;
/** AGREEMENT: N = 8192 carries no larger s. */
const PASSIVE_AT_8192 = 49;

const lowGearRequest = (statistical: number, ablation?: Ablation): LatticeRequest => ({
  ...{ ...LOWGEAR, statistical },
  ...(ablation?.flooding && { flooding: ablation.flooding }),
});

const passive = (statistical: number): LatticeRequest => ({
  ...PASSIVE,
  statistical,
  degree: statistical <= PASSIVE_AT_8192 ? 8192 : 16384,
});

export interface MakerOptions {
  /** s */
  readonly statistical: number;
  /** The durable side of the MAC key; in memory only by default. */
  readonly guard?: KeyGuard;
  /** All that will be asked for is agreed upon between the parties. */
  readonly agreed?: boolean;
  /** Worker threads that make LowGear's batches; 1, the default: all in this thread. Parties may differ. */
  readonly threads?: number;
  readonly lattice?: LatticeMaker;
  /** LowGear with something left out, in one thread. */
  readonly ablation?: Ablation;
}

/** What of the lattice scheme a backend decides; the number of parties is the session's. */
export type LatticeRequest = Omit<ParameterRequest, "parties">;

/** Makes the lattice scheme for the parties of a session. */
export type LatticeMaker = (session: Session, request: LatticeRequest) => Promise<Bgv>;

/**
 * This party's preprocessing, made on demand. `parties` is the session of the parties, `all` the same with
 * the dealer where there is one. `lattice` of the options stands in for `checkedBgv` in simulations.
 * @throws Abort, and Error if SEAL and our own kernel do not agree on this machine.
 */
export async function makeItems(
  security: Exclude<Security, "plain">,
  parties: Session,
  all: Session,
  { statistical, guard, agreed = false, threads = 1, lattice = checkedBgv, ablation }: MakerOptions,
): Promise<Preprocessing> {
  const { maker, family } = combinationOf(security);
  const options = guard === undefined ? {} : { guard };
  switch (maker!) {
    case "dealer":
      return dealerPreprocessing(all, prime60(), family!, options);
    case "lowgear": {
      const bgv = await lattice(parties, lowGearRequest(statistical, ablation));
      const session = parties.child("lowgear");
      if (ablation !== undefined) return createLowGear(session, bgv, { ...options, ablation });
      const inThreads = laneThreads(threads, parties.id, ringBytes(bgv.parameters));
      return createLowGear(session, bgv, { ...options, agreed, threads: inThreads });
    }
    case "semi-honest-he": {
      const bgv = await lattice(parties, passive(statistical));
      return createSemiHonestHe(parties.child("semi-honest-he"), bgv);
    }
  }
}

/** LOCAL. Of a party's ring: NTT tables, and what all operations share. */
export const TABLE_BYTES = 2 ** 27;

/** LOCAL. Room for tables, and for two batches of everybody's ciphertexts; a quarter more for what is worked on. */
export const ringBytes = ({ parties, U, degree, level }: BgvParameters): number =>
  TABLE_BYTES + 1.25 * 2 * Math.max(U, 8) * parties * (2 * level * degree * 8);

/** Parameters of the lattice scheme for n parties. RangeError if there are none. */
export const latticeParameters = (parties: number, request: LatticeRequest): BgvParameters =>
  deriveParameters({ parties, ...request });

/** What a maker of material asks of the lattice scheme; null if it needs none. */
export const latticeRequestOf = (
  security: Security,
  statistical: number,
): LatticeRequest | null => {
  const { maker } = combinationOf(security);
  if (maker === "lowgear") return lowGearRequest(statistical);
  return maker === "semi-honest-he" ? passive(statistical) : null;
};

/** The lattice scheme for these parties, once SEAL has accepted its parameters and agreed with its arithmetic. */
export async function checkedBgv(session: Session, request: LatticeRequest): Promise<Bgv> {
  const parameters = latticeParameters(session.n, request);
  const seal = await loadSeal(parameters);
  const bgv = createBgv(parameters, session, seal, { maxBytes: ringBytes(parameters) });
  checkKernel(bgv, seal, session);
  return bgv;
}
