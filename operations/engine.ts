import type { Preprocessing } from "../items/preprocessing.ts";
import type { Session } from "../network/session.ts";
import {
  type EngineOptions,
  type Security,
  Engine as Shared,
  type Statistics,
  securityOf,
} from "../online/engine.ts";
import { Calls, type Mpc } from "./mpc.ts";

export type { EngineOptions, Security, Statistics };

/** One party's engine: it computes the program together with the other parties. */
export interface Engine extends Mpc {
  readonly security: Security;
  /** What the run has cost so far. */
  statistics(): Statistics;
  /** @throws Error if an operation is still under way, or something opened was never checked: a bug of the program. */
  assertFinished(): void;
  /**
   * The orderly end, together with the others. A last round opens nothing: if one party's program goes on, its header
   * differs, and all are told so. Session and preprocessing are left to their owners.
   *
   * @throws what assertFinished throws; the run's failure if it has failed.
   */
  close(): Promise<void>;
}

/**
 * The engine of this party; `session` is its own from here on. Authenticated preprocessing makes it the spdz engine
 * (MACs, checks), plain preprocessing the additive one. TypeError if the family does not fit, RangeError if
 * `checkEvery` is no positive integer.
 */
export function createEngine(
  session: Session,
  preprocessing: Preprocessing,
  options: EngineOptions = {},
): Engine {
  const security = securityOf(preprocessing, options);
  return new EngineCalls(new Shared(session, preprocessing, options), security);
}

class EngineCalls extends Calls implements Engine {
  readonly security: Security;
  readonly #engine: Shared;

  constructor(engine: Shared, security: Security) {
    super(engine);
    this.#engine = engine;
    this.security = security;
    engine.whenOver = () => this.zeroSecrets();
  }

  statistics(): Statistics {
    return this.#engine.statistics();
  }

  assertFinished(): void {
    this.#engine.assertFinished();
  }

  close(): Promise<void> {
    return this.#engine.close();
  }
}
