/**
 * Programs at random, and what they compute: a plan is made on plain bigint matrices, which share no code
 * with online/, and then carried out on any Mpc.
 */
import fc from "fast-check";
import type { Mpc, Secret } from "../../online/program.ts";

/** What fast-check draws: an operation and raw numbers, made to fit by `makePlan`. */
export interface Draw {
  readonly op: (typeof OPERATIONS)[number];
  readonly picks: readonly number[];
  readonly numbers: readonly bigint[];
}

const OPERATIONS = [
  ...["input", "input", "constant", "add", "subtract", "negate", "addPublic", "multiplyPublic"],
  ...["sum", "publicProduct", "transpose", "reshape", "rows", "beside", "stack", "multiply"],
  ...["multiply", "square", "dot", "matrixProduct", "maskMatrix", "truncateExact", "truncate"],
  ...["multiplyFixed", "output", "outputTo"],
] as const;

export const draws = (depth: number): fc.Arbitrary<Draw[]> =>
  fc.array(
    fc.record({
      op: fc.constantFrom(...OPERATIONS),
      picks: fc.array(fc.nat(1000), { minLength: 4, maxLength: 4 }),
      numbers: fc.array(
        fc.oneof(
          fc.bigInt(-5n, 5n),
          fc.constantFrom((1n << 58n) - (1n << 18n), -(1n << 58n) + (1n << 18n)),
          fc.bigInt(-(1n << 40n), 1n << 40n),
        ),
        { minLength: 9, maxLength: 9 },
      ),
    }),
    { minLength: 1, maxLength: depth, size: "max" },
  );

/** A matrix as plain arithmetic holds it: residues as signed integers. */
interface Plain {
  readonly rows: number;
  readonly columns: number;
  readonly scale: number;
  readonly values: readonly bigint[];
}

/** Carries out one operation; `pool` holds what earlier ones made, perhaps still under way. */
type Step = (mpc: Mpc, pool: Promise<Secret>[], outputs: Promise<unknown>[]) => Promise<void>;

export interface Plan {
  readonly steps: readonly Step[];
  /** What every value of the pool is in the end. */
  readonly values: readonly Plain[];
  /** What each output inside the program gives, and to whom (null: all). */
  readonly outputs: readonly { readonly to: number | null; readonly values: readonly bigint[] }[];
}

/** Carries a plan out: its own outputs, then all that it holds. */
export async function carryOut(mpc: Mpc, plan: Plan): Promise<unknown[]> {
  const pool: Promise<Secret>[] = [];
  const outputs: Promise<unknown>[] = [];
  for (const step of plan.steps) await step(mpc, pool, outputs);
  const held = await Promise.all(pool);
  return Promise.all([...outputs, ...held.map((x) => mpc.output(x))]);
}

/** What `carryOut` must give at a party. */
export const expected = (plan: Plan, self: number): unknown[] => [
  ...plan.outputs.map(({ to, values }) => (to === null || to === self ? values : null)),
  ...plan.values.map(({ values }) => values),
];

/** Makes the draws fit: operands that exist and agree, values in range. What cannot fit is left out. */
export function makePlan(draws: readonly Draw[], n: number, p: bigint): Plan {
  const pool: Plain[] = [];
  const steps: Step[] = [];
  const outputs: { to: number | null; values: readonly bigint[] }[] = [];
  const planner = new Planner(pool, steps, outputs, n, p);
  for (const draw of draws) planner.add(draw);
  return { steps, values: pool, outputs };
}

class Planner {
  readonly #pool: Plain[];
  readonly #steps: Step[];
  readonly #outputs: { to: number | null; values: readonly bigint[] }[];
  readonly #n: number;
  readonly #p: bigint;
  readonly #limit: bigint;

  constructor(
    pool: Plain[],
    steps: Step[],
    outputs: { to: number | null; values: readonly bigint[] }[],
    n: number,
    p: bigint,
  ) {
    this.#pool = pool;
    this.#steps = steps;
    this.#outputs = outputs;
    this.#n = n;
    this.#p = p;
    const half = (p - 1n) / 2n;
    const M = (1n << 58n) - (1n << 18n);
    this.#limit = half < M ? half : M;
  }

  get #real(): boolean {
    return this.#p > 1n << 59n;
  }

  /** The value that the operation makes; null if it makes none or was left out. */
  add({ op, picks, numbers }: Draw): Plain | null {
    const [a, b, c, d] = picks as [number, number, number, number];
    if (op === "input" || op === "constant") return this.#source(op, a, b, c, d, numbers);
    if (this.#pool.length === 0) return null;
    const i = a % this.#pool.length;
    const x = this.#pool[i]!;
    const { rows, columns, scale, values } = x;
    const public_ = numbers.map((v) => this.#inRange(v));
    switch (op) {
      case "negate":
        return this.#unary(i, { ...x, values: values.map((v) => -v) }, (m, s) => m.negate(s));
      case "addPublic": {
        const k = public_[0]! / (1n << BigInt(scale));
        const shifted = k << BigInt(scale);
        const sums = { ...x, values: values.map((v) => v + shifted) };
        return this.#unary(i, sums, (m, s) => m.addPublic(s, k));
      }
      case "multiplyPublic": {
        const factors = values.map((_, j) => public_[j % 9]!);
        const products = { ...x, values: values.map((v, j) => v * factors[j]!) };
        return this.#unary(i, products, (m, s) => m.multiplyPublic(s, factors));
      }
      case "sum": {
        const sum = values.reduce((s, v) => s + v, 0n);
        return this.#unary(i, { rows: 1, columns: 1, scale, values: [sum] }, (m, s) => m.sum(s));
      }
      case "publicProduct": {
        const left = Array.from({ length: 2 * rows }, (_, j) => public_[j % 9]!);
        const product = times({ rows: 2, columns: rows, scale: 0, values: left }, x);
        return this.#unary(i, product, (m, s) => m.publicProduct(left, 2, s));
      }
      case "transpose":
        return this.#unary(i, transposed(x), (m, s) => m.transpose(s));
      case "reshape": {
        const length = rows * columns;
        const height = [1, 2, 3, length].filter((h) => length % h === 0)[b % 2]!;
        const shape = [height, length / height] as const;
        const shaped = { ...x, rows: shape[0], columns: shape[1] };
        return this.#unary(i, shaped, (m, s) => m.reshape(s, shape));
      }
      case "rows": {
        const from = b % rows;
        const to = from + 1 + (c % (rows - from));
        const cut = { ...x, rows: to - from, values: values.slice(from * columns, to * columns) };
        return this.#unary(i, cut, (m, s) => m.rows(s, from, to));
      }
      case "square": {
        if (!this.#mayScale(2 * scale)) return null;
        const squares = { ...x, scale: 2 * scale, values: values.map((v) => v * v) };
        return this.#unary(i, squares, (m, s) => m.square(s));
      }
      case "truncate":
      case "truncateExact": {
        const f = [1, 2, 5, 8][b % 4]!;
        const fits = this.#real && values.every((v) => v <= this.#limit && v >= -this.#limit);
        if (!fits || (scale !== 0 && scale < f)) return null;
        const down = values.map((v) => v >> BigInt(f));
        const cut = { ...x, scale: Math.max(0, scale - f), values: down };
        return this.#unary(i, cut, (m, s) => m[op](s, f));
      }
      case "output":
      case "outputTo": {
        const to = op === "output" ? null : b % this.#n;
        this.#outputs.push({ to, values });
        this.#steps.push(async (mpc, pool, outputs) => {
          const s = await pool[i]!;
          outputs.push(to === null ? mpc.output(s) : mpc.outputTo(to, s));
        });
        return null;
      }
      default:
        return this.#binary(op, i, b, d);
    }
  }

  #source(
    op: "input" | "constant",
    a: number,
    b: number,
    c: number,
    d: number,
    raw: readonly bigint[],
  ): Plain {
    const rows = 1 + (a % 3);
    const columns = 1 + (b % 3);
    const shape = [rows, columns] as const;
    const scale = this.#real && d % 3 === 0 ? 8 : 0;
    const whole = raw.slice(0, rows * columns).map((v) => this.#inRange(v) / (1n << BigInt(scale)));
    const values = whole.map((v) => v << BigInt(scale));
    const owner = c % this.#n;
    this.#steps.push(async (mpc, pool) => {
      const own = mpc.self === owner ? whole : null;
      const made =
        op === "input"
          ? mpc.input(owner, shape, own, { scale })
          : Promise.resolve(mpc.constant(whole, shape, { scale }));
      pool.push(made);
    });
    return this.#made({ rows, columns, scale, values });
  }

  /** A second operand that agrees with the first, or nothing. */
  #binary(op: string, i: number, b: number, d: number): Plain | null {
    const x = this.#pool[i]!;
    const alike = (y: Plain) => y.rows === x.rows && y.columns === x.columns;
    const fits: Record<string, (y: Plain) => boolean> = {
      add: (y) => alike(y) && y.scale === x.scale,
      subtract: (y) => alike(y) && y.scale === x.scale,
      beside: (y) => y.rows === x.rows && y.scale === x.scale && y.columns + x.columns < 9,
      stack: (y) => y.columns === x.columns && y.scale === x.scale && y.rows + x.rows < 9,
      multiply: (y) => alike(y) && this.#mayScale(x.scale + y.scale),
      dot: (y) => alike(y) && this.#mayScale(x.scale + y.scale),
      multiplyFixed: (y) => alike(y) && this.#mayFix(x, y),
      matrixProduct: (y) => y.rows === x.columns && this.#mayScale(x.scale + y.scale),
      maskMatrix: (y) => y.rows === x.columns && this.#mayScale(x.scale + y.scale),
    };
    const candidates = this.#pool.flatMap((y, k) => (fits[op]!(y) ? [k] : []));
    const j = candidates[b % Math.max(1, candidates.length)];
    if (j === undefined) return null;
    const y = this.#pool[j]!;
    const pairwise = (f: (u: bigint, v: bigint) => bigint, scale = x.scale): Plain => ({
      ...x,
      scale,
      values: x.values.map((u, k) => f(u, y.values[k]!)),
    });
    const scale = x.scale + y.scale;
    switch (op) {
      case "add":
        return this.#pair(
          i,
          j,
          pairwise((u, v) => u + v),
          async (m, s, t) => m.add(s, t),
        );
      case "subtract":
        return this.#pair(
          i,
          j,
          pairwise((u, v) => u - v),
          async (m, s, t) => m.subtract(s, t),
        );
      case "beside": {
        const joined = transposed(below(transposed(x), transposed(y)));
        return this.#pair(i, j, joined, async (m, s, t) => m.beside([s, t]));
      }
      case "stack":
        return this.#pair(i, j, below(x, y), async (m, s, t) => m.stack([s, t]));
      case "multiply":
        return this.#pair(
          i,
          j,
          pairwise((u, v) => u * v, scale),
          (m, s, t) => m.multiply(s, t),
        );
      case "multiplyFixed": {
        const f = BigInt(Math.min(x.scale, y.scale));
        const products = pairwise((u, v) => (u * v) >> f, Math.max(x.scale, y.scale));
        return this.#pair(i, j, products, (m, s, t) => m.multiplyFixed(s, t));
      }
      case "dot": {
        const total = pairwise((u, v) => u * v).values.reduce((s, v) => s + v, 0n);
        const result = { rows: 1, columns: 1, scale, values: [total] };
        return this.#pair(i, j, result, (m, s, t) => m.dot(s, t));
      }
      case "matrixProduct":
        return this.#pair(i, j, times(x, y), (m, s, t) => m.matrixProduct(s, t));
      default: {
        // X·Y, then Xᵀ·(X·Y) where scales allow, with one masked X.
        const product = times(x, y);
        if (d % 2 === 0 || !this.#mayScale(product.scale + x.scale)) {
          const uses = { columns: y.columns, products: 2, transposed: 0 };
          return this.#pair(i, j, product, async (m, s, t) =>
            (await m.maskMatrix(s, uses)).product(t),
          );
        }
        const uses = { columns: y.columns, products: 1, transposed: 1 };
        return this.#pair(i, j, times(transposed(x), product), async (m, s, t) => {
          const masked = await m.maskMatrix(s, uses);
          return masked.transposedProduct(await masked.product(t));
        });
      }
    }
  }

  #unary(i: number, result: Plain, f: (mpc: Mpc, x: Secret) => Secret | Promise<Secret>): Plain {
    this.#steps.push(async (mpc, pool) => {
      pool.push(Promise.resolve(f(mpc, await pool[i]!)));
    });
    return this.#made(result);
  }

  #pair(
    i: number,
    j: number,
    result: Plain,
    f: (mpc: Mpc, x: Secret, y: Secret) => Promise<Secret>,
  ): Plain {
    this.#steps.push(async (mpc, pool) => {
      const [x, y] = [await pool[i]!, await pool[j]!];
      pool.push(f(mpc, x, y));
    });
    return this.#made(result);
  }

  #made(result: Plain): Plain {
    const reduced = this.#reduced(result);
    this.#pool.push(reduced);
    return reduced;
  }

  #mayScale(scale: number): boolean {
    return scale <= (this.#real ? 58 : 0);
  }

  /** Truncation is right only where the raw product is in range. */
  #mayFix(x: Plain, y: Plain): boolean {
    const raw = x.values.map((u, k) => u * y.values[k]!);
    const fits = raw.every((v) => v <= this.#limit && v >= -this.#limit);
    return this.#mayScale(x.scale + y.scale) && fits;
  }

  #reduced(x: Plain): Plain {
    const p = this.#p;
    const signed = (v: bigint) => {
      const residue = ((v % p) + p) % p;
      return residue > p / 2n ? residue - p : residue;
    };
    return { ...x, values: x.values.map(signed) };
  }

  #inRange(v: bigint): bigint {
    return v > this.#limit || v < -this.#limit ? v % this.#limit : v;
  }
}

function times(x: Plain, y: Plain): Plain {
  const values: bigint[] = [];
  for (let r = 0; r < x.rows; r++)
    for (let c = 0; c < y.columns; c++) {
      let sum = 0n;
      for (let k = 0; k < x.columns; k++)
        sum += x.values[r * x.columns + k]! * y.values[k * y.columns + c]!;
      values.push(sum);
    }
  return { rows: x.rows, columns: y.columns, scale: x.scale + y.scale, values };
}

function transposed(x: Plain): Plain {
  const values: bigint[] = [];
  for (let c = 0; c < x.columns; c++)
    for (let r = 0; r < x.rows; r++) values.push(x.values[r * x.columns + c]!);
  return { rows: x.columns, columns: x.rows, scale: x.scale, values };
}

const below = (x: Plain, y: Plain): Plain => ({
  ...x,
  rows: x.rows + y.rows,
  values: [...x.values, ...y.values],
});
