/** LowGear's batches: their sessions, their lanes, what they hold while they are under way, the bound on replies. */

import type { Columns } from "../../items/columns.ts";
import { OutOfMaterial } from "../../network/abort.ts";
import type { Session } from "../../network/session.ts";
import type { Order } from "../generated.ts";
import { type Lane, zeroVectors } from "../lane.ts";
import { inPipeline } from "../pipeline.ts";
import type { LowGearKeys } from "./keys.ts";
import type { LowGearPlans, LowGearRaw } from "./steps.ts";

/** Batches of one kind, from their plans to their acceptance. */
export interface BatchStages<Plan, Raw> {
  readonly plans: readonly Plan[];
  /** The number of replies of one party to each peer for a batch. */
  replies(plan: Plan): number;
  /** The number of items in columns; by default the number of elements of a column. */
  items?(columns: Columns): number;
  /** Batches with the same number are made in the same lane. By default a batch can be made in any lane. */
  together?(plan: Plan): number;
  /** Accepts a batch. Returns the columns of its items, in pieces. */
  accept(session: Session, raw: Raw, batch: number): Promise<Columns[]>;
}

export class Batches {
  readonly #session: Session;
  readonly #keys: LowGearKeys;
  readonly #lanes: readonly Lane<LowGearPlans, LowGearRaw>[];
  readonly #underWay = new Set<unknown>();
  /** Replies that the party with the most of them has sent or is about to send. */
  #replies = 0;
  #begun = 0;
  #wiped = false;

  constructor(
    session: Session,
    keys: LowGearKeys,
    lanes: readonly Lane<LowGearPlans, LowGearRaw>[],
  ) {
    this.#session = session;
    this.#keys = keys;
    this.#lanes = lanes;
  }

  /** Makes batches in a pipeline, each in a session of its own. */
  async run<K extends keyof LowGearPlans & string>(
    what: K,
    { deliver }: Order,
    stages: BatchStages<LowGearPlans[K], LowGearRaw[K]>,
  ): Promise<void> {
    const { plans, replies, together, accept } = stages;
    const itemsOf = stages.items ?? ((columns) => columns[0]!.length);
    this.#promise(plans.reduce((sum, plan) => sum + replies(plan), 0));
    const first = this.#begun;
    this.#begun += plans.length;
    const sessions: Session[] = [];
    const lanes = this.#lanes;
    const laneOf = (k: number) => (together?.(plans[k]!) ?? first + k) % lanes.length;
    const run = {
      begin: (k: number) => {
        sessions[k] = this.#session.child(`${what}-${first + k}`);
        return lanes[laneOf(k)]!.begin(sessions[k], what, plans[k]!);
      },
      finish: async (begun: unknown, k: number) =>
        this.#held(await lanes[laneOf(k)]!.finish(sessions[k]!, what, begun)),
      accept: async (raw: LowGearRaw[K], k: number) => {
        const left = this.#held([...(await accept(sessions[k]!, raw, k))]);
        this.#underWay.delete(raw);
        // The receiver owns the columns that were delivered. The ones that are left are still ours.
        for (let next = left[0]; next !== undefined; next = left[0]) {
          await deliver(next, itemsOf(next));
          left.shift();
        }
        this.#underWay.delete(left);
      },
    };
    await inPipeline(plans.length, run, lanes.length, laneOf);
  }

  wipe(): void {
    this.#wiped = true;
    for (const lane of this.#lanes) lane.wipe();
    for (const held of this.#underWay) zeroVectors(held);
    this.#underWay.clear();
  }

  /** Registers what is to be accepted or delivered. It is zeroed if the keys end before that. */
  #held<T>(made: T): T {
    if (this.#wiped) {
      zeroVectors(made);
      throw new Error("the keys are destroyed");
    }
    this.#underWay.add(made);
    return made;
  }

  /** The bound is on the replies under all keys of a session, so all parties reach it at the same call. */
  #promise(perPeer: number): void {
    const { n, bgv } = this.#keys;
    const total = this.#replies + perPeer * (n - 1);
    if (total > bgv.parameters.maxReplies)
      throw new OutOfMaterial(
        `out of material: these keys carry ${bgv.parameters.maxReplies} replies of a party, ${this.#replies} are used`,
      );
    this.#replies = total;
  }
}
