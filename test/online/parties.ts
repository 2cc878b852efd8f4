/** Engines in memory, for the tests of this folder. */

import type { Field } from "../../algebra/field.ts";
import { prime60 } from "../../algebra/prime60.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import type { Family } from "../../items/columns.ts";
import type { Preprocessing } from "../../items/preprocessing.ts";
import type { MemoryOptions } from "../../network/memory.ts";
import type { Session } from "../../network/session.ts";
import { dealLocally } from "../../offline/dealer/local.ts";
import { createEngine, type Engine, type EngineOptions } from "../../operations/engine.ts";
import type { Mpc } from "../../operations/mpc.ts";
import { type Outcome, runParties } from "../support/parties.ts";

export const FAMILIES = ["authenticated", "plain"] as const;
export const REAL: Field = prime60();

export interface Setting {
  readonly n?: number;
  readonly family?: Family;
  readonly field?: Field;
  readonly engine?: EngineOptions;
  readonly network?: Omit<MemoryOptions, "suite" | "turn">;
  readonly seed?: string;
  /** Wraps a party's material: delays, lies. */
  readonly material?: (items: Preprocessing, self: number) => Preprocessing;
  /** False if the program leaves the engine as it is. */
  readonly close?: boolean;
}

/** Runs `program` at every party on its engine. */
export function runEngines<T>(
  program: (mpc: Engine, session: Session) => Promise<T>,
  setting: Setting = {},
): Promise<Outcome<T>> {
  const { n = 2, family = "authenticated", field = REAL, seed = "online", engine = {} } = setting;
  const dealt = dealLocally(n, field, family, nodeSuite, seed);
  const material = dealt.map((items, self) => setting.material?.(items, self) ?? items);
  return runParties(
    n,
    async (session) => {
      const mpc = createEngine(session, material[session.self]!, engine);
      const result = await program(mpc, session);
      if (setting.close !== false) await mpc.close();
      return result;
    },
    { seed, ...setting.network },
  );
}

/** An input of `owner` as this party calls it. */
export const inputOf = (mpc: Mpc, owner: number, values: readonly (number | bigint)[], scale = 0) =>
  mpc.input(owner, values.length, mpc.self === owner ? values : null, { scale });
