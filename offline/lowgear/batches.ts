/** LowGear's batches: their sessions, their pipeline, what they hold while under way, and the bound on replies. */
import { OutOfMaterial } from "../../network/abort.ts";
import type { Session } from "../../network/session.ts";
import type { Order } from "../generated.ts";
import { inPipeline } from "../pipeline.ts";
import type { Columns } from "../stock-layout.ts";
import type { LowGearKeys } from "./keys.ts";
import { zeroVectors } from "./vectors.ts";

/**
 * Takes note of what a stage works on, and gives it back: the vectors in it, also those that come into it later,
 * are zeroed if the keys end or the stage fails.
 */
export type Hold = <T>(work: T) => T;

/** Batches of one kind, from their plans to their acceptance, each stage given the batch's session. */
export interface BatchStages<Plan, Begun, Made> {
  readonly plans: readonly Plan[];
  /** How many replies of one party to each peer a batch takes. */
  replies(plan: Plan): number;
  /** How many items columns hold; by default as many as a column has elements. */
  items?(columns: Columns): number;
  begin(session: Session, plan: Plan, hold: Hold): Promise<Begun>;
  finish(session: Session, begun: Begun, hold: Hold): Promise<Made>;
  /** Columns of accepted items, in pieces. */
  accept(session: Session, made: Made, batch: number): Promise<Columns[]>;
}

export class Batches {
  readonly #session: Session;
  readonly #keys: LowGearKeys;
  readonly #underWay = new Set<unknown>();
  /** Replies that the party with the most of them has sent or is about to. */
  #replies = 0;
  #begun = 0;
  #wiped = false;

  constructor(session: Session, keys: LowGearKeys) {
    this.#session = session;
    this.#keys = keys;
  }

  /** Batches in a pipeline, each in a session of its own. */
  async run<Plan, Begun, Made>(
    what: string,
    { deliver }: Order,
    stages: BatchStages<Plan, Begun, Made>,
  ): Promise<void> {
    const { plans, replies, begin, finish, accept } = stages;
    const itemsOf = stages.items ?? ((columns) => columns[0]!.length);
    this.#promise(plans.reduce((sum, plan) => sum + replies(plan), 0));
    const first = this.#begun;
    this.#begun += plans.length;
    const sessions: Session[] = [];
    // A plan may carry what several batches work on.
    this.#underWay.add(plans);
    await inPipeline(plans.length, {
      begin: (k) => {
        const session = this.#session.child(`${what}-${first + k}`);
        sessions[k] = session;
        return this.#stage((hold) => begin(session, plans[k]!, hold));
      },
      finish: async (begun: Begun, k) => {
        const made = await this.#stage((hold) => finish(sessions[k]!, begun, hold));
        this.#underWay.delete(begun);
        return made;
      },
      accept: async (made: Made, k) => {
        const left = this.#held([...(await accept(sessions[k]!, made, k))]);
        this.#underWay.delete(made);
        // Whoever takes delivery owns the columns; those behind them are ours until then.
        for (let next = left[0]; next !== undefined; next = left[0]) {
          await deliver(next, itemsOf(next));
          left.shift();
        }
        this.#underWay.delete(left);
      },
    });
    this.#underWay.delete(plans);
  }

  /** What a stage makes, held from here on; what it works on, until then. */
  async #stage<T>(work: (hold: Hold) => Promise<T>): Promise<T> {
    const scope: unknown[] = [];
    this.#underWay.add(scope);
    try {
      const made = this.#held(
        await work((held) => {
          scope.push(held);
          return held;
        }),
      );
      this.#underWay.delete(scope);
      return made;
    } catch (failure) {
      zeroVectors(scope);
      throw failure;
    }
  }

  wipe(): void {
    this.#wiped = true;
    for (const held of this.#underWay) zeroVectors(held);
    this.#underWay.clear();
  }

  /** What a stage made, to be zeroed if the keys end before the next stage has it. */
  #held<T>(made: T): T {
    if (this.#wiped) {
      zeroVectors(made);
      throw new Error("the keys are destroyed");
    }
    this.#underWay.add(made);
    return made;
  }

  /** The bound on replies is one on all keys of a session: it is met by all parties at the same call. */
  #promise(perPeer: number): void {
    const { n, bgv } = this.#keys;
    const total = this.#replies + perPeer * (n - 1);
    if (total > bgv.parameters.maxReplies)
      throw new OutOfMaterial(
        `out of material: these keys carry ${bgv.parameters.maxReplies} replies of a party, ${this.#replies} are made`,
      );
    this.#replies = total;
  }
}
