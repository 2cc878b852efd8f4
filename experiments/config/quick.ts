import type { ExperimentFile } from "./schema.ts";

/** The config that --quick runs: what `quick` says replaces the matrix list by list, arguments one by one. */
export function quickOf(config: ExperimentFile): ExperimentFile {
  const { matrix, args = {}, repetitions, warmup } = config.quick ?? {};
  const { args: lists = {}, ...axes } = matrix ?? {};
  return {
    ...config,
    repetitions: repetitions ?? config.repetitions,
    warmup: warmup ?? config.warmup,
    // What is one value in `quick` is no list any more, and the other way round.
    args: { ...without(config.args, lists), ...args },
    matrix: {
      parties: axes.parties ?? config.matrix.parties,
      network: axes.network ?? config.matrix.network,
      security: axes.security ?? config.matrix.security,
      ablation: axes.ablation ?? config.matrix.ablation,
      args: { ...without(config.matrix.args, args), ...lists },
    },
  };
}

const without = <T>(values: Readonly<Record<string, T>>, keys: object): Record<string, T> =>
  Object.fromEntries(Object.entries(values).filter(([key]) => !Object.hasOwn(keys, key)));
