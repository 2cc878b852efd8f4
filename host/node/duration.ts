/**
 * Durations as people write them: a number and its unit, as in "500ms", "10s", "1.5h". Options, party.yaml and the
 * configs of experiments all use this parser.
 */

const UNITS = { us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** What `durationIn` accepts. */
export const DURATION = /^(\d+(?:\.\d+)?)\s*(us|ms|s|m|h|d)$/;

/** For messages. */
export const DURATION_EXAMPLES = "500ms, 10s, 90m or 2h";

/** Milliseconds; null unless `text` is a duration. */
export function durationIn(text: string): number | null {
  const [, digits, unit] = DURATION.exec(text.trim()) ?? [];
  if (digits === undefined) return null;
  // Rounded to the microsecond, because a product such as 1.005 × 1000 is not exact.
  return Math.round(Number(digits) * UNITS[unit as keyof typeof UNITS] * 1000) / 1000;
}

export interface DurationRange {
  /** Both are written as durations. */
  readonly least: string;
  readonly most: string;
}

/** For how long a party waits to hear from another. */
export const DEADLINE: DurationRange = { least: "100ms", most: "60m" };

/** For how long parties wait for each other to come: a cluster may have a queue, an office may open on Monday. */
export const CONNECT: DurationRange = { least: "100ms", most: "7d" };

/** How long a message takes one way, to the farthest peer. */
export const LATENCY: DurationRange = { least: "1us", most: "10s" };

/** Milliseconds. @throws RangeError that says what is allowed, with examples. */
export function boundedDuration(text: string, { least, most }: DurationRange): number {
  const ms = durationIn(text);
  if (ms !== null && ms >= durationIn(least)! && ms <= durationIn(most)!) return ms;
  const wanted = `a duration like ${DURATION_EXAMPLES} is expected, from ${least} to ${most}`;
  const bare = /^\d+(\.\d+)?$/.test(text.trim());
  throw new RangeError(bare ? `${text} has no unit: ${wanted}` : wanted);
}
