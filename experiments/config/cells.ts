/** The cells of an experiment and of its quick form: the product of the matrix, without what the config omits. */
import { canonical } from "../../online/value.ts";
import type { Cell } from "../records/record.ts";
import { type NetworkEntry, networkOf } from "./network-names.ts";
import type { NetworkSpec } from "./network-spec.ts";
import type { ExperimentFile } from "./schema.ts";

export interface PlannedCell {
  readonly cell: Cell;
  readonly network: NetworkSpec;
  /** Why the config leaves it out; null if it does not. */
  readonly omitted: string | null;
}

export type CellSource = Pick<ExperimentFile, "program" | "args" | "matrix" | "omit">;

/** In the order of the lists; the last one varies fastest. */
export function cellsOf({ program, args, matrix, omit }: CellSource): PlannedCell[] {
  const networks = matrix.network.map(networkOf);
  const cells: PlannedCell[] = [];
  for (const parties of matrix.parties)
    for (const network of networks)
      for (const security of matrix.security)
        for (const ablation of matrix.ablation)
          for (const own of product(matrix.args)) {
            const all = { ...args, ...own } as Cell["args"];
            const fields = { program, parties, network: network.name, security, ablation };
            const cell = { id: idOf({ ...fields, args: all }), ...fields, args: all };
            const reason = omit.find((entry) => covers(entry, cell))?.reason ?? null;
            cells.push({ cell, network, omitted: reason });
          }
  return cells;
}

/** "inner-product, 2 parties, 10ms, spdz+lowgear, none, {"length":1000}". The keys of the arguments are sorted. */
export const idOf = (cell: Omit<Cell, "id">): string =>
  [
    cell.program,
    `${cell.parties} parties`,
    cell.network,
    cell.security,
    cell.ablation,
    canonical(cell.args),
  ].join(", ");

/** Whether an entry of `omit` leaves this cell out. It does if every key that it has lists the cell's value. */
export function covers(entry: ExperimentFile["omit"][number], cell: Omit<Cell, "id">): boolean {
  const { parties, network, security, ablation, args = {} } = entry;
  const among = <T>(list: readonly T[] | undefined, value: T) =>
    list === undefined || list.includes(value);
  return (
    among(parties, cell.parties) &&
    among(network?.map(nameOfNetwork), cell.network) &&
    among<string>(security, cell.security) &&
    among<string>(ablation, cell.ablation) &&
    Object.entries(args).every(([key, values]) =>
      values.some((value) => canonical(value) === canonical(cell.args[key] ?? null)),
    )
  );
}

export const nameOfNetwork = (entry: NetworkEntry): string => networkOf(entry).name;

/** Every choice of one value per key. */
function product(lists: Readonly<Record<string, readonly unknown[]>>): Record<string, unknown>[] {
  return Object.entries(lists).reduce<Record<string, unknown>[]>(
    (all, [key, values]) => all.flatMap((own) => values.map((value) => ({ ...own, [key]: value }))),
    [{}],
  );
}

/** The config that --quick runs. `quick` replaces lists of the matrix, and single arguments. */
export function quickOf(config: ExperimentFile): ExperimentFile {
  const { matrix, args = {}, repetitions, warmup } = config.quick ?? {};
  const { args: lists = {}, ...axes } = matrix ?? {};
  return {
    ...config,
    repetitions: repetitions ?? config.repetitions,
    warmup: warmup ?? config.warmup,
    // An argument with one value in `quick` has no list any more. One with a list there has no single value any more.
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
