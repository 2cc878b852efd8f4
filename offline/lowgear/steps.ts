/** The work of LowGear's lanes: the first two stages of each kind of batch. */
import { type StepsOf, zeroVectors } from "../lane.ts";
import type { AuthenticatedShare } from "./authentication.ts";
import { makeInputMasks, type RawInputMasks } from "./input-masks.ts";
import type { LaneKeys } from "./lane-keys.ts";
import {
  type MatrixGroups,
  multiplyBlocks,
  type ProvedChunk,
  proveBlocks,
  type RawMatrices,
} from "./matrix.ts";
import type { Chunk } from "./matrix-chunks.ts";
import { makeRandoms } from "./randoms.ts";
import { multiplyRoots, proveRoots, type RawSquares, type Roots } from "./squares.ts";
import { type Factors, multiplyFactors, proveFactors, type RawTriples } from "./triples.ts";

/** The size of a batch in vectors; for squares in pairs of vectors. */
export interface LowGearPlans {
  readonly triples: number;
  readonly squares: number;
  readonly randoms: number;
  readonly inputs: { readonly owner: number; readonly vectors: number };
  /** Chunks of a group go to one lane, in their order. */
  readonly matrices: Chunk;
}

/** The results of lanes. They are accepted, or thrown away with the keys. */
export interface LowGearRaw {
  readonly triples: RawTriples;
  readonly squares: RawSquares;
  readonly randoms: AuthenticatedShare[];
  readonly inputs: RawInputMasks[];
  /** Null except for the last chunk of a group. */
  readonly matrices: RawMatrices | null;
}

export interface LowGearSteps {
  readonly steps: StepsOf<LowGearPlans, LowGearRaw>;
  /** Zeroes the keys, and unfinished matrices. */
  wipe(): void;
}

export function lowGearSteps(keys: LaneKeys): LowGearSteps {
  const groups: MatrixGroups = new Map();
  const steps: StepsOf<LowGearPlans, LowGearRaw> = {
    triples: {
      begin: (session, vectors) => proveFactors(session, keys, vectors),
      finish: (session, factors, hold) =>
        multiplyFactors(session, keys, factors as Factors[], hold),
    },
    squares: {
      begin: (session, pairs) => proveRoots(session, keys, pairs),
      finish: (session, roots, hold) => multiplyRoots(session, keys, roots as Roots[], hold),
    },
    randoms: {
      begin: async (_session, vectors) => vectors,
      finish: (session, vectors, hold) => makeRandoms(session, keys, vectors as number, hold),
    },
    inputs: {
      begin: async (_session, plan) => plan,
      finish: (session, plan, hold) => {
        const { owner, vectors } = plan as LowGearPlans["inputs"];
        return makeInputMasks(session, keys, owner, vectors, hold);
      },
    },
    matrices: {
      begin: (session, chunk) => proveBlocks(session, keys, groups, chunk),
      finish: (session, chunk, hold) =>
        multiplyBlocks(session, keys, groups, chunk as ProvedChunk, hold),
    },
  };
  return {
    steps,
    wipe() {
      keys.bgv.wipe();
      for (const work of groups.values()) zeroVectors(work);
      groups.clear();
    },
  };
}
