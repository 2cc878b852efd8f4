/** Makes a session's material on this machine, with the backend of its combination. */
import type { Preprocessing } from "../../../items/preprocessing.ts";
import type { Session } from "../../../network/session.ts";
import type { MakeLattice } from "../../../offline/backend-spec.ts";
import { BACKENDS } from "../../../offline/backends.ts";
import type { Ablation } from "../../../offline/lowgear/boxes.ts";
import type { KeyGuard } from "../../../protocols/mac-key.ts";
import { madeBy, type WithMaterial } from "../../party/combination.ts";
import { checkedBgv, ringBytes } from "../../party/lattice.ts";
import { laneThreads } from "../lanes/open-lanes.ts";

// Loaded here and not when needed, so that no phase of a run, and no slice of a simulated one, loads code.
await Promise.all(BACKENDS.map((backend) => backend.load()));

export interface MaterialOptions {
  /** s */
  readonly statistical: number;
  /** The durable side of the MAC key. By default the key is in memory only. */
  readonly guard?: KeyGuard;
  /** The parties have agreed on everything that will be asked for. */
  readonly agreed?: boolean;
  /** How many worker threads make LowGear's batches. 1, the default: this thread makes them. Parties may differ. */
  readonly threads?: number;
  readonly lattice?: MakeLattice;
  /** LowGear with a part left out, in one thread. */
  readonly ablation?: Ablation;
}

/**
 * This party's preprocessing, made on demand. `parties` is the session of the parties. `all` is the same with the
 * dealer, if there is one. In simulations, `lattice` of the options replaces `checkedBgv`.
 * @throws Abort, and Error if SEAL and our own kernel do not agree on this machine.
 */
export async function makeItems(
  security: WithMaterial,
  parties: Session,
  all: Session,
  {
    statistical,
    guard,
    agreed = false,
    threads = 1,
    lattice = checkedBgv,
    ablation,
  }: MaterialOptions,
): Promise<Preprocessing> {
  const { backend, family } = madeBy(security);
  const request = backend.lattice === null ? null : backend.lattice(statistical, ablation);
  const { create } = await backend.load();
  return create(
    { parties, all },
    { family, agreed, ...(ablation && { ablation }) },
    {
      lattice(session) {
        if (request === null) throw new TypeError(`${backend.name} asks for no lattice scheme`);
        return lattice(session, request);
      },
      ...(guard && { guard }),
      threads: (session, parameters) => laneThreads(threads, session.id, ringBytes(parameters)),
    },
  );
}

/**
 * The part of the member that makes a session's material, to its end. It knows everything and keeps nothing.
 * @throws Abort; ConfigurationMismatch; RangeError if the parties make their material themselves.
 */
export async function serveItems(security: WithMaterial, session: Session): Promise<void> {
  const { backend, family } = madeBy(security);
  const { serve } = await backend.load();
  if (serve === null) throw new RangeError(`${security}: the parties make its material themselves`);
  await serve(session, family);
}
