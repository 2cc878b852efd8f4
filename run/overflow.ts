/** Says where a program's numbers can leave their range, and how wide the declared ranges may be for them not to. */
import { type CanOverflow, describeRange } from "../online/overflow.ts";
import { describePlace, placeOf } from "./place.ts";

/** LOCAL: halvings of the declared ranges that are tried, and steps between the last two. */
const HALVINGS = 58;
const STEPS = 6;

/** `plan`: plans the program with inputs declared so many times as wide. */
export async function explained(
  error: CanOverflow,
  plan: (narrow: number) => Promise<unknown>,
): Promise<string> {
  const where = `${error.message}${describePlace(error.message, placeOf(error))}`;
  if (error.declared.length === 0) return where;
  const found = await widest(async (narrow) => {
    try {
      await plan(narrow);
      return true;
    } catch {
      return false;
    }
  });
  if (found === null) return where;
  const factor = toThreeDigits(found);
  const fitting = error.declared.map(
    (range) =>
      `${describeRange(range)} becomes ${describeRange([toThreeDigits(range[0] * factor), toThreeDigits(range[1] * factor)])}`,
  );
  return `${where}; it fits where inputs are declared ${factor} times as wide: ${fitting.join(", ")}`;
}

/** To three digits, towards 0: what fits goes on to fit. */
function toThreeDigits(x: number): number {
  if (x === 0) return 0;
  const step = 10 ** (Math.floor(Math.log10(Math.abs(x))) - 2);
  return Number((Math.trunc(x / step) * step).toPrecision(3));
}

/** A factor below 1 that `fits`, and not by far the largest that does; null if none does. Monotone: smaller ones fit, too. */
async function widest(fits: (narrow: number) => Promise<boolean>): Promise<number | null> {
  let [fitting, wide] = [HALVINGS, 0];
  if (!(await fits(2 ** -fitting))) return null;
  while (fitting - wide > 1) {
    const middle = (fitting + wide) >> 1;
    if (await fits(2 ** -middle)) fitting = middle;
    else wide = middle;
  }
  let [low, high] = [2 ** -fitting, 2 ** -wide];
  for (let k = 0; k < STEPS; k++) {
    const middle = (low + high) / 2;
    if (await fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}
