import type { Mpc } from "../../operations/mpc.ts";

interface Mistake {
  readonly operation: string | null;
  readonly says: RegExp;
  /** In the clear only, or never there; both by default. */
  readonly clear?: "only" | "never";
}

export const MISTAKES: Record<string, Mistake> = {
  "an error of its own": { operation: null, says: /^no such thing/ },
  "no object": { operation: null, says: /Cannot read properties of undefined/ },
  "shapes that differ": { operation: "add", says: /^add: shapes 2 and 3 do not fit together/ },
  "shapes of a product": { operation: "multiply", says: /^multiply: shapes/ },
  "in a function of its own": { operation: "square", says: /^square: not a secret/ },
  "among several": { operation: "truncate", says: /^truncate: 0 bits/ },
  "no value": { operation: null, says: /has no value here/ },
  "out of range": { operation: "square", says: /^square: element 1 .*range/, clear: "only" },
  "out of range at once": { operation: "add", says: /^add: element 0 .*range/, clear: "only" },
};

const squared = async (mpc: Mpc, x: unknown) => {
  await null;
  return mpc.square(x as never); // in a function of its own
};

/** Makes one mistake, by name; the line of each ends with it. */
export default async function misplaced(mpc: Mpc, args: unknown) {
  const { mistake } = args as { mistake: string };
  const x = await mpc.input(0, 2, mpc.self === 0 ? [1, 2] : null);
  const three = mpc.constant([1, 2, 3], 3);
  const large = mpc.constant([2 ** 57, 2 ** 57], 2);
  if (mistake === "an error of its own") throw new Error("no such thing"); // an error of its own
  if (mistake === "no object") return (args as { none: { length: number } }).none.length; // no object
  if (mistake === "shapes that differ") mpc.add(x, three); // shapes that differ
  if (mistake === "shapes of a product") await mpc.multiply(x, three); // shapes of a product
  if (mistake === "in a function of its own") await squared(mpc, [1, 2]);
  if (mistake === "among several")
    await Promise.all([
      mpc.square(x),
      mpc.truncate(x, 0), // among several
    ]);
  if (mistake === "no value" && (x as never) > 2) return 1; // no value
  if (mistake === "out of range") await mpc.square(mpc.constant([1, 2 ** 30], 2)); // out of range
  if (mistake === "out of range at once") mpc.add(large, mpc.multiplyPublic(large, 1)); // out of range at once
  if (mistake === "another operation")
    return mpc.output(
      mpc.self === 0
        ? await mpc.square(x) // a square at P0
        : await mpc.truncate(x, 1), // a truncation elsewhere
    );
  const z = await mpc.multiply(x, x); // a product
  return (await mpc.output(z)).map(String);
}
