/** Times and rates as configs write them: a number and its unit. */
import { z } from "zod";
import { DURATION, DURATION_EXAMPLES, durationIn } from "../../host/node/duration.ts";

const RATE = /^(\d+(?:\.\d+)?)\s*(kbit|mbit|gbit)$/;

const TIME_EXPECTED = `a duration like 500us, ${DURATION_EXAMPLES} is expected`;
const RATE_EXPECTED = "a rate like 500kbit, 50mbit or 10gbit is expected";
/** A number without its unit gets the message about what is expected, not one about its type. */
const text = (expected: string) =>
  z.string({ error: ({ input }) => (input === undefined ? undefined : expected) });

export const timeText = text(TIME_EXPECTED).regex(DURATION, TIME_EXPECTED);
export const rateText = text(RATE_EXPECTED)
  .regex(RATE, RATE_EXPECTED)
  .refine((text) => Number.parseFloat(text) > 0, "a rate above 0 is expected");

/** Milliseconds. RangeError unless `timeText` accepts the text. */
export function milliseconds(text: string): number {
  const ms = durationIn(text);
  if (ms === null) throw new RangeError(`not a duration: ${text}`);
  return ms;
}

/** Megabits (10^6) per second. RangeError unless `rateText` accepts the text. */
export function megabits(text: string): number {
  const [, digits, unit] = RATE.exec(text) ?? [];
  if (digits === undefined) throw new RangeError(`not a rate: ${text}`);
  return Number(digits) * { kbit: 0.001, mbit: 1, gbit: 1000 }[unit as "kbit"]!;
}

/** "10ms", "1.5s", "100us". */
export function formatMilliseconds(ms: number): string {
  if (ms >= 1000 && ms % 100 === 0) return `${ms / 1000}s`;
  return ms > 0 && ms < 1 ? `${Number((ms * 1000).toFixed(3))}us` : `${ms}ms`;
}

/** "50mbit", "10gbit", "500kbit". */
export function formatMegabits(mbit: number): string {
  if (mbit >= 1000) return `${mbit / 1000}gbit`;
  return mbit < 1 ? `${Number((mbit * 1000).toFixed(3))}kbit` : `${mbit}mbit`;
}
