/** The common value of all links of a network, if there is one. */
import type { NetworkRecord } from "../records/record.ts";

/** The entry of every ordered pair of parties, without the dealer. */
export function linkValues<T>(matrix: readonly (readonly T[])[], parties: number): readonly T[] {
  const all = Array.from({ length: parties }, (_, i) => i);
  return all.flatMap((i) =>
    all.flatMap((j) => {
      const value = i === j ? undefined : matrix[i]?.[j];
      return value === undefined ? [] : [value];
    }),
  );
}

/** One way, milliseconds; null where links differ. */
export const latencyOf = (network: NetworkRecord, parties: number): number | null =>
  common(linkValues(network.latencyMs, parties));

/** Mbit/s; null where unlimited, or where links differ. */
export const bandwidthOf = (network: NetworkRecord, parties: number): number | null =>
  common(linkValues(network.bandwidthMbit, parties));

function common<T>(values: readonly T[]): T | null {
  const [first, ...rest] = values;
  return first !== undefined && rest.every((x) => x === first) ? first : null;
}
