/**
 * One party has images of digits, another a neural network that reads them: 64 pixels, 16 units with ReLU, 10 logits.
 *
 *   input    party `imagesFrom` its images, party `networkFrom` its weights
 *   learned  by the owner of the images: the digit of each; or, if all agree on that (`reveal`), its ten logits.
 *            By the others: nothing
 *   hidden   images and weights. (Whoever may ask for the logits of many images of its choice can compute the weights from
 *            them; digits tell less, and not nothing.)
 *   trusted  inputs in their range: an owner that lies about it spoils its own answer, or what it is asked for
 *
 * Fixed point without approximations: with exact truncation each logit is that of plain integers, bit by bit.
 *
 *   pixels   4 fractional bits, 0 to 1       hidden   16, after ReLU truncated to 8
 *   weights  12, −8 to 8                     logits   20, never truncated
 */
import { z } from "zod";
import { UsageError } from "../host/usage-error.ts";
import type { Mpc } from "../operations/mpc.ts";
import { type About, parseArguments } from "./about.ts";
import { column, integerColumn } from "./data/column.ts";
import { dataFile, readTable } from "./data/table.ts";

const PIXELS = 64;
const HIDDEN = 16;
const DIGITS = 10;
/** Fractional bits. */
const PIXEL_BITS = 4;
const WEIGHT_BITS = 12;
const HIDDEN_BITS = 8;
/** The greatest magnitude of a weight. */
const MOST = 8;

const schema = z.strictObject({
  /** CSV with columns `pixel_0_0` … `pixel_7_7`, 0 to 16. "{party}" becomes the party's number, here and below. */
  images: z.string().min(1).default(dataFile("optical-digits-test.csv")),
  /** How many are read, and from which row of the file on, from 0. */
  count: z.int().min(1).max(10_000).default(3),
  first: z.int().min(0).default(0),
  imagesFrom: z.int().min(0).default(0),
  /** CSV of all weights: layer, from, to, and the weight times 4096. `from` one past the last unit is the bias. */
  network: z.string().min(1).default(dataFile("digit-network.csv")),
  networkFrom: z.int().min(0).default(1),
  reveal: z.enum(["digits", "logits"]).default("digits"),
});
export type DigitClassifierArgs = z.infer<typeof schema>;

export const about: About<DigitClassifierArgs> = {
  name: "digit-classifier",
  does: "reads one party's images with another party's neural network",
  learns: ["owner of the images: the digit of each, or its logits", "other parties: nothing"],
  schema,
  check: (args, self, n) => void loadOwn(args, self, n),
};

export default async function digitClassifier(mpc: Mpc, args: unknown) {
  const parsed = parseArguments(about, args);
  const { count, imagesFrom, networkFrom, reveal } = parsed;
  const own = loadOwn(parsed, mpc.self, mpc.n);
  const weights = (layer: number, shape: readonly number[], which: "weights" | "biases") =>
    mpc.input(networkFrom, shape, own.network?.[layer]?.[which] ?? null, {
      scale: which === "weights" ? WEIGHT_BITS : BIAS_BITS[layer]!,
      range: [-MOST, MOST],
    });
  const [pixels, w1, b1, w2, b2] = await Promise.all([
    mpc.input(imagesFrom, [count, PIXELS], own.images, { scale: PIXEL_BITS, range: [0, 1] }),
    weights(0, [PIXELS, HIDDEN], "weights"),
    weights(0, [HIDDEN], "biases"),
    weights(1, [HIDDEN, DIGITS], "weights"),
    weights(1, [DIGITS], "biases"),
  ]);
  const active = await mpc.relu(mpc.add(await mpc.matrixProduct(pixels, w1), b1));
  const hidden = await mpc.truncateExact(active, active.scale - HIDDEN_BITS);
  const logits = mpc.add(await mpc.matrixProduct(hidden, w2), b2);
  if (reveal === "digits") {
    const digits = await mpc.outputTo(imagesFrom, await mpc.argmax(logits, 1));
    return { digits: digits?.map(Number) ?? null };
  }
  const opened = await mpc.outputTo(imagesFrom, logits);
  return { logits: opened?.map((raw) => Number(raw) / 2 ** logits.scale) ?? null };
}

/** As the products of the layers to which they are added. */
const BIAS_BITS = [PIXEL_BITS + WEIGHT_BITS, HIDDEN_BITS + WEIGHT_BITS];

/** What party `self` brings; null for what is another's. @throws UsageError. */
function loadOwn(args: DigitClassifierArgs, self: number, n: number) {
  const { imagesFrom, networkFrom } = args;
  for (const [key, party] of Object.entries({ imagesFrom, networkFrom }))
    if (party >= n)
      throw new UsageError(`digit-classifier: argument "${key}": there are parties 0 … ${n - 1}`);
  return {
    images: imagesFrom === self ? readImages(args, self) : null,
    network: networkFrom === self ? readNetwork(args.network, self) : null,
  };
}

/** count × 64, from 0 to 1. */
function readImages({ images, count, first }: DigitClassifierArgs, self: number): Float64Array {
  const table = readTable(images, self);
  if (first + count > table.cells.length)
    throw new UsageError(
      `${table.file}: ${table.cells.length} rows; "first" ${first} and "count" ${count} ask for more`,
    );
  const columns = Array.from({ length: PIXELS }, (_, k) =>
    integerColumn(table, `pixel_${Math.floor(k / 8)}_${k % 8}`, 0, 2 ** PIXEL_BITS),
  );
  return Float64Array.from(
    { length: count * PIXELS },
    (_, k) => columns[k % PIXELS]![first + Math.floor(k / PIXELS)]! / 2 ** PIXEL_BITS,
  );
}

/** Layer by layer, row-major. */
function readNetwork(file: string, self: number) {
  const table = readTable(file, self);
  const unit = 2 ** WEIGHT_BITS;
  const weight = integerColumn(table, "weight", -MOST * unit, MOST * unit);
  const [layer, from, to] = ["layer", "from", "to"].map((name) => column(table, name));
  const place = (row: number) => `${layer![row]},${from![row]},${to![row]}`;
  const given = new Map(Array.from(weight, (w, row) => [place(row), w / unit]));
  const sizes = [
    [PIXELS, HIDDEN],
    [HIDDEN, DIGITS],
  ] as const;
  const expected = sizes.reduce((sum, [inputs, outputs]) => sum + (inputs + 1) * outputs, 0);
  const at = (key: string): number => {
    const w = given.get(key);
    if (w === undefined) throw new UsageError(`${table.file}: no weight for layer,from,to ${key}`);
    return w;
  };
  const layers = sizes.map(([inputs, outputs], k) => {
    const line = (i: number) => Array.from({ length: outputs }, (_, j) => at(`${k + 1},${i},${j}`));
    const rows = Array.from({ length: inputs }, (_, i) => line(i));
    return { weights: Float64Array.from(rows.flat()), biases: Float64Array.from(line(inputs)) };
  });
  if (weight.length !== expected)
    throw new UsageError(`${table.file}: ${weight.length} weights, not ${expected}`);
  return layers;
}
