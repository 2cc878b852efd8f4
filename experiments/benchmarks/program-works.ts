/** Programs that benchmarks run whole, with all that they spend. */
import type { Program } from "../../operations/mpc.ts";

const FRACTION = 16;

/** Of P0, numbers from 1/4 to 16; of P1, from 1 to 4. All are public here: they are examples. */
const fractions = (owner: number, size: number): number[] =>
  Array.from(
    { length: size },
    (_, k) => (owner === 0 ? ((k * 37) % 252) + 4 : (k % 12) * 4 + 16) / 16,
  );

/** Integers of 32 bits with a sign, in no order. */
const integers = (size: number): number[] =>
  Array.from({ length: size }, (_, k) => ((k * 2654435761) | 0) * (k % 2 || -1));

/** f of a number, or of one of each party, element by element. */
const elementwise =
  (owners: number, f: "exp" | "log" | "divideFixed") =>
  (size: number): Program =>
  async (mpc) => {
    const own = fractions(mpc.self, size);
    const inputs = Array.from({ length: owners }, (_, owner) =>
      mpc.input(owner, size, mpc.self === owner ? own : null, { scale: FRACTION }),
    );
    const [x, y] = await Promise.all(inputs);
    const given = f === "divideFixed" ? mpc.divideFixed(x!, y!) : mpc[f](x!);
    return mpc.outputNumbers(await given);
  };

/** By name, for so many elements, rows, or rows and columns. */
export const WORKS = {
  /** A product of two square matrices at 16 fractional bits. */
  "fixed-product":
    (size): Program =>
    async (mpc) => {
      const own = Array.from({ length: size ** 2 }, (_, k) => (k % 17) / 16 - mpc.self);
      const factor = (owner: number) =>
        mpc.input(owner, [size, size], mpc.self === owner ? own : null, { scale: FRACTION });
      const [x, y] = await Promise.all([factor(0), factor(1)]);
      return mpc.outputNumbers(await mpc.truncate(await mpc.matrixProduct(x!, y!), FRACTION));
    },
  /** Comparisons of 32-bit values with zero. */
  "less-than-zero":
    (size): Program =>
    async (mpc) => {
      const x = await mpc.input(0, size, mpc.self === 0 ? integers(size) : null);
      return mpc.output(await mpc.lessThan(x, mpc.constant([0], 1)));
    },
  /** P1's payload in the order of P0's keys of 32 bits. */
  sort:
    (size): Program =>
    async (mpc) => {
      const [keys, payload] = await Promise.all(
        [0, 1].map((owner) =>
          mpc.input(owner, size, mpc.self === owner ? integers(size) : null, {
            range: [-(2 ** 31), 2 ** 31],
          }),
        ),
      );
      return mpc.output(await mpc.sortBy(keys!, payload!));
    },
  exp: elementwise(1, "exp"),
  log: elementwise(1, "log"),
  /** x/y in fixed point. */
  divide: elementwise(2, "divideFixed"),
} satisfies Record<string, (size: number) => Program>;

export type Work = keyof typeof WORKS;
