/** Figures of a plan that its text and its JSON both show. */
import { type PresetTime, presetTimes } from "../experiments/config/link-time.ts";
import type { Family } from "../items/columns.ts";
import { type LinkTraffic, onAllLinks, TrafficSum } from "../protocols/traffic.ts";
import type { Online } from "../run/plan-here.ts";
import type { WholePlan } from "../run/whole-plan.ts";

/** As names of combinations begin, in the order in which they are shown. */
const SHOWN = [
  ["spdz", "authenticated"],
  ["additive", "plain"],
] as const satisfies readonly (readonly [engine: string, family: Family])[];

const BYTES_PER_GB = 1e9;

/** Of one engine. */
export interface OnlineFigures {
  readonly online: Online;
  /** The last round included. */
  readonly whole: LinkTraffic;
  /** Payload of all links and directions. */
  readonly bytes: number;
  /** Null without a price. */
  readonly price: number | null;
  readonly networks: readonly PresetTime[];
}

/** By engine; null if nobody knows what the program does. */
export function onlineFigures(
  { online, parties }: WholePlan,
  pricePerGb: number | null,
): readonly (readonly [engine: string, figures: OnlineFigures])[] | null {
  if (online === null) return null;
  return SHOWN.map(([engine, family]) => {
    const own = online[family];
    const sum = new TrafficSum(parties);
    sum.add(own.traffic.online);
    sum.add(own.traffic.closing);
    const whole = sum.read();
    const bytes = onAllLinks(whole.bytes);
    const price = pricePerGb === null ? null : (bytes / BYTES_PER_GB) * pricePerGb;
    return [engine, { online: own, whole, bytes, price, networks: presetTimes(whole) }];
  });
}
