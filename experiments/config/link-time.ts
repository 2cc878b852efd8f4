/** What links alone take of a run's time, by arithmetic. */
import type { LinkTraffic } from "../../protocols/traffic.ts";
import { networkOf, PRESET_NAMES } from "./network-names.ts";
import { linksOf, type NetworkSpec } from "./network-spec.ts";

/** Milliseconds. */
export interface LinkTime {
  /** The slowest link's latency, for each message that waits for the one before. */
  readonly latencyMs: number;
  /** The payload of the link that needs the longest for it. */
  readonly transferMs: number;
}

const BITS_PER_BYTE = 8;
/** A megabit in a second is so many bits in a millisecond. */
const BITS_PER_MS = 1000;

/** Without jitter, framing, and whatever parties compute. */
export function linkTime(spec: NetworkSpec, { delays, bytes }: LinkTraffic): LinkTime {
  const { latencyMs, bandwidthMbit } = linksOf(spec, bytes.length);
  const transfers = bytes.flatMap((row, from) =>
    row.map((count, to) => {
      const rate = bandwidthMbit[from]![to] ?? null;
      return rate === null ? 0 : (BITS_PER_BYTE * count) / (BITS_PER_MS * rate);
    }),
  );
  return {
    latencyMs: delays * Math.max(...latencyMs.flat()),
    transferMs: Math.max(...transfers),
  };
}

/** Of a preset. */
export interface PresetTime {
  readonly network: NetworkSpec;
  /** Null for more parties than the preset has places. */
  readonly time: LinkTime | null;
}

/** On each of the presets. */
export const presetTimes = (traffic: LinkTraffic): PresetTime[] =>
  PRESET_NAMES.map((name) => {
    const network = networkOf(name);
    const places = network.links?.latencyMs.length ?? Number.POSITIVE_INFINITY;
    return { network, time: traffic.bytes.length > places ? null : linkTime(network, traffic) };
  });
