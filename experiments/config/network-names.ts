/** Networks as configs write them: a preset's name, or a mapping of what every link is like. */
import { z } from "zod";
import type { NetworkSpec } from "./network-spec.ts";
import {
  formatMegabits,
  formatMilliseconds,
  megabits,
  milliseconds,
  rateText,
  timeText,
} from "./quantities.ts";

const ALIKE = {
  bandwidthMbit: null,
  jitterMs: 0,
  links: null,
  slow: null,
  compute: null,
} as const;

/**
 * Milliseconds one way: half of round trips that are rounded to 5 ms. They have the order of magnitude that public
 * clouds show between us-east, us-west, eu-west, eu-central, ap-south, ap-southeast, ap-northeast and sa-east. We did
 * not measure them.
 */
const WORLD: readonly (readonly number[])[] = [
  [0, 32.5, 35, 45, 95, 107.5, 75, 57.5],
  [32.5, 0, 60, 72.5, 110, 82.5, 50, 87.5],
  [35, 60, 0, 12.5, 62.5, 87.5, 100, 87.5],
  [45, 72.5, 12.5, 0, 57.5, 80, 112.5, 102.5],
  [95, 110, 62.5, 57.5, 0, 30, 62.5, 150],
  [107.5, 82.5, 87.5, 80, 30, 0, 35, 162.5],
  [75, 50, 100, 112.5, 62.5, 35, 0, 127.5],
  [57.5, 87.5, 87.5, 102.5, 150, 162.5, 127.5, 0],
];

/** The parties of "world" are in its regions in party order. "mobile" is like a good 4G connection. */
const PRESETS = {
  localhost: { ...ALIKE, kind: "auto", latencyMs: 0 },
  lan: { ...ALIKE, kind: "virtual", latencyMs: 0.1, bandwidthMbit: 10_000 },
  metro: { ...ALIKE, kind: "auto", latencyMs: 2, bandwidthMbit: 1000 },
  "wan-europe": { ...ALIKE, kind: "auto", latencyMs: 25, bandwidthMbit: 1000 },
  "wan-us-eu": { ...ALIKE, kind: "auto", latencyMs: 90, bandwidthMbit: 500 },
  world: {
    ...ALIKE,
    kind: "auto",
    latencyMs: 75,
    bandwidthMbit: 200,
    links: { latencyMs: WORLD, bandwidthMbit: null },
  },
  mobile: { ...ALIKE, kind: "auto", latencyMs: 30, bandwidthMbit: 20, jitterMs: 8 },
} as const satisfies Record<string, Omit<NetworkSpec, "name">>;

export const PRESET_NAMES = Object.keys(PRESETS) as (keyof typeof PRESETS)[];
const isPreset = (name: string): name is keyof typeof PRESETS => Object.hasOwn(PRESETS, name);

const rows = <T extends z.ZodType>(entry: T) =>
  z
    .array(z.array(entry))
    .min(2)
    .refine(
      (m) => m.every((row) => row.length === m.length),
      "as many entries per row as rows are expected",
    );

const mapping = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,40}$/, "a name of small letters, digits and - is expected")
      .refine((name) => !isPreset(name), "that is the name of a preset")
      .optional()
      .describe("what reports call it; needed with links"),
    preset: z.enum(PRESET_NAMES).optional().describe("what the other keys change"),
    kind: z.enum(["localhost", "shaped", "virtual", "auto"]).optional(),
    compute: z
      .enum(["measured", "model"])
      .optional()
      .describe('with "kind: virtual", instead of virtual.compute'),
    latency: timeText.optional().describe("one way"),
    bandwidth: rateText.optional(),
    jitter: timeText.optional(),
    links: z
      .strictObject({ latency: rows(timeText), bandwidth: rows(rateText.nullable()).optional() })
      .optional()
      .describe("row i, column j: from P_i to P_j"),
    slow: z
      .strictObject({
        party: z.int().min(0).max(63),
        latency: timeText.optional(),
        bandwidth: rateText.optional(),
        compute: z.number().min(1).max(1000).optional(),
      })
      .optional(),
  })
  .superRefine((network, check) => {
    const wrong = (path: string[], message: string) =>
      check.addIssue({ code: "custom", path, message });
    const { name, kind, links, slow, preset } = network;
    const shape = (["latency", "bandwidth", "jitter", "links", "slow"] as const).find(
      (key) => network[key] !== undefined,
    );
    if (Object.keys(network).length === 0) wrong([], "at least one key is expected");
    if (kind === "localhost" && (shape !== undefined || (preset ?? "localhost") !== "localhost"))
      wrong(["kind"], `localhost has no ${shape ?? "preset"}: shaped, virtual or auto is expected`);
    if (links !== undefined && name === undefined)
      wrong(["links"], 'a network with links needs a "name"');
    if (links !== undefined && network.latency !== undefined)
      wrong(["latency"], "links already say it");
    if (links?.bandwidth && links.bandwidth.length !== links.latency.length)
      wrong(["links", "bandwidth"], `${links.latency.length} rows are expected, as of latency`);
    if (slow?.compute !== undefined && kind !== "virtual")
      wrong(["slow", "compute"], 'a slow machine needs "kind: virtual"');
    if (network.compute !== undefined && kind !== "virtual")
      wrong(["compute"], 'only virtual time has a choice of computation: it needs "kind: virtual"');
  });

export const networkSchema = z.union([z.enum(PRESET_NAMES), mapping]);
export type NetworkEntry = z.infer<typeof networkSchema>;

/** The network that an entry asks for. `networkSchema` has accepted the entry. */
export function networkOf(entry: NetworkEntry): NetworkSpec {
  if (typeof entry === "string") return { name: entry, ...PRESETS[entry] };
  const base: Omit<NetworkSpec, "name"> = entry.preset
    ? PRESETS[entry.preset]
    : { ...ALIKE, kind: "auto", latencyMs: 0 };
  const { latency, bandwidth, jitter, links, slow } = entry;
  const spec: Omit<NetworkSpec, "name"> = {
    kind: entry.kind ?? base.kind,
    compute: entry.compute ?? null,
    latencyMs: latency === undefined ? base.latencyMs : milliseconds(latency),
    bandwidthMbit: bandwidth === undefined ? base.bandwidthMbit : megabits(bandwidth),
    jitterMs: jitter === undefined ? base.jitterMs : milliseconds(jitter),
    links:
      links === undefined
        ? latency === undefined
          ? base.links
          : null
        : {
            latencyMs: links.latency.map((row) => row.map(milliseconds)),
            bandwidthMbit:
              links.bandwidth?.map((row) => row.map((x) => (x === null ? null : megabits(x)))) ??
              null,
          },
    slow:
      slow === undefined
        ? null
        : {
            party: slow.party,
            latencyMs: slow.latency === undefined ? 0 : milliseconds(slow.latency),
            bandwidthMbit: slow.bandwidth === undefined ? null : megabits(slow.bandwidth),
            compute: slow.compute ?? 1,
          },
  };
  return { name: entry.name ?? derivedName(entry, spec), ...spec };
}

/** "10ms", "100ms 50mbit jitter 2ms virtual", "wan-europe virtual model", "0ms slow P1 +50ms". */
function derivedName(
  entry: Exclude<NetworkEntry, string>,
  spec: Omit<NetworkSpec, "name">,
): string {
  const parts: string[] = [];
  if (entry.preset !== undefined) parts.push(entry.preset);
  if (entry.latency !== undefined || entry.preset === undefined)
    parts.push(formatMilliseconds(spec.latencyMs));
  if (entry.bandwidth !== undefined) parts.push(formatMegabits(spec.bandwidthMbit!));
  if (entry.jitter !== undefined) parts.push(`jitter ${formatMilliseconds(spec.jitterMs)}`);
  if (spec.slow !== null) {
    const { party, latencyMs, bandwidthMbit, compute } = spec.slow;
    parts.push(`slow P${party}`);
    if (latencyMs > 0) parts.push(`+${formatMilliseconds(latencyMs)}`);
    if (bandwidthMbit !== null) parts.push(formatMegabits(bandwidthMbit));
    if (compute > 1) parts.push(`×${compute}`);
  }
  if (entry.kind !== undefined) parts.push(entry.kind);
  if (entry.compute !== undefined) parts.push(entry.compute);
  return parts.join(" ");
}
