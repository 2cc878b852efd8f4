/** LowGear and its semi-honest twin in memory: real proofs and ciphertexts, in a ring so small that it hides nothing. */
import { createBgv } from "../../crypto/bgv/bgv.ts";
import { deriveParameters } from "../../crypto/bgv/parameters.ts";
import type { Bgv } from "../../crypto/bgv/scheme.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import { memoryNetwork, type Tamper } from "../../network/memory.ts";
import { Session } from "../../network/session.ts";
import { OwnLane } from "../../offline/lane.ts";
import {
  createLowGear,
  type LowGearOptions,
  type LowGearThreads,
} from "../../offline/lowgear/lowgear.ts";
import { lowGearSteps } from "../../offline/lowgear/steps.ts";
import { createSemiHonestHe } from "../../offline/semi-honest-he/semi-honest-he.ts";
import type { Supply, SupplyMaker } from "../contracts/preprocessing.ts";

export interface SmallOptions {
  /** N */
  readonly degree?: number;
  /** U */
  readonly batch?: number;
  readonly flooding?: "none";
}

/** BGV with a memory of its own, for one party of a test. */
export function smallBgv(
  session: Session,
  keys: "proved" | "honest",
  { degree = 256, batch = 4, flooding }: SmallOptions = {},
): Bgv {
  const parameters = deriveParameters({
    parties: session.n,
    statistical: 40,
    batch,
    degree,
    keys,
    insecureDegree: true,
    ...(flooding && { flooding }),
  });
  return createBgv(parameters, session, null, { maxBytes: 2 ** 27 });
}

/** So many lanes in this thread. */
export const inThisThread = (count: number): LowGearThreads => ({
  count,
  open: async (keys, lanes) =>
    Array.from({ length: lanes }, () => {
      const { steps, wipe } = lowGearSteps(keys);
      return new OwnLane(steps, wipe);
    }),
});

/** All parties' LowGear over one network; `guards` by party. */
export async function lowGearSupply(
  n: number,
  seed: string,
  options: SmallOptions & {
    readonly tamper?: Tamper;
    readonly guards?: LowGearOptions["guard"][];
    /** By party. */
    readonly threads?: LowGearOptions["threads"][];
  } = {},
): Promise<Supply> {
  const { tamper, guards, threads } = options;
  const transports = memoryNetwork(n, {
    suite: nodeSuite,
    seed,
    shuffle: true,
    turn: setImmediate,
    ...(tamper && { tamper }),
  });
  const parties = await Promise.all(
    transports.map((transport, i) => {
      const session = new Session(transport);
      const guard = guards?.[i];
      const bgv = smallBgv(session, "proved", options);
      const inThreads = threads?.[i];
      return createLowGear(session, bgv, {
        ...(guard && { guard }),
        ...(inThreads && { threads: inThreads }),
      });
    }),
  );
  return {
    parties,
    close: async () => {
      for (const party of parties) await party.close();
    },
  };
}

export const smallLowGear: SupplyMaker = (n, _field, _family, seed) => lowGearSupply(n, seed);

export const smallSemiHonest: SupplyMaker = async (n, _field, _family, seed) => {
  const transports = memoryNetwork(n, {
    suite: nodeSuite,
    seed,
    shuffle: true,
    turn: setImmediate,
  });
  const parties = await Promise.all(
    transports.map((transport) => {
      const session = new Session(transport);
      return createSemiHonestHe(session, smallBgv(session, "honest"));
    }),
  );
  return {
    parties,
    close: async () => {
      for (const party of parties) await party.close();
    },
  };
};
