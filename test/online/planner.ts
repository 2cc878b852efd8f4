/** Makes programs of draws, on plain bigint matrices. */

import type { Secret } from "../../online/values.ts";
import type { Mpc } from "../../operations/mpc.ts";
import type { Draw } from "./draws.ts";
import { below, type Plain, times, transposed } from "./plain-matrix.ts";

/** Carries out one operation; `pool` holds what earlier ones made, perhaps still under way. */
type Step = (mpc: Mpc, pool: Promise<Secret>[], outputs: Promise<unknown>[]) => Promise<void>;

/** What an output must give: these integers or, where `orOneMore`, each of them or one more. */
export interface Expected {
  /** Null: all. */
  readonly to: number | null;
  readonly values: readonly bigint[];
  /** Where it is given as numbers: their fractional bits. */
  readonly scale?: number;
  readonly orOneMore?: boolean;
}

export interface Plan {
  readonly steps: readonly Step[];
  /** What every value of the pool is in the end. */
  readonly values: readonly Plain[];
  /** What each output inside the program gives. */
  readonly outputs: readonly Expected[];
}

export class Planner implements Plan {
  readonly steps: Step[] = [];
  readonly values: Plain[] = [];
  readonly outputs: Expected[] = [];
  readonly #n: number;
  readonly #p: bigint;
  readonly #floor: boolean;
  readonly #limit: bigint;

  constructor(n: number, p: bigint, floor: boolean) {
    this.#n = n;
    this.#p = p;
    this.#floor = floor;
    const half = (p - 1n) / 2n;
    const M = (1n << 58n) - (1n << 18n);
    this.#limit = half < M ? half : M;
  }

  get #real(): boolean {
    return this.#p > 1n << 59n;
  }

  /** The place of what it makes among the values; null if that is an output. */
  add(draw: Draw): number | null {
    const { op: wish, picks, numbers } = draw;
    // Truncation is for the field of 60 bits.
    const op = !this.#real && wish.startsWith("truncate") ? "square" : wish;
    const [a, b, c, d] = picks as [number, number, number, number];
    if (op === "input" || op === "constant") {
      const scale = this.#real && d % 3 === 0 ? 8 : 0;
      return this.#source(op, [1 + (a % 3), 1 + (b % 3)], scale, draw);
    }
    const i = this.#operand(op, draw);
    const x = this.values[i]!;
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
        return this.#unary(i, { rows: 1, columns: 1, scale, values: [sum] }, (m, s) =>
          m.reshape(m.sum(s), [1, 1]),
        );
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
        const squares = { ...x, scale: 2 * scale, values: values.map((v) => v * v) };
        return this.#unary(i, squares, (m, s) => m.square(s));
      }
      case "truncate":
      case "truncateExact": {
        const f = this.#bitsOf(b);
        const down = values.map((v) => v >> BigInt(f));
        const cut = { ...x, scale: Math.max(0, scale - f), values: down };
        const exact = (m: Mpc, s: Secret) => m.truncateExact(s, f);
        if (op === "truncateExact") return this.#unary(i, cut, exact);
        return this.#rounded(i, i, cut, (m, s) => m.truncate(s, f), exact);
      }
      case "output":
      case "outputNumbers":
      case "outputTo": {
        const to = op === "outputTo" ? b % this.#n : null;
        this.outputs.push({ to, values, ...(op === "outputNumbers" && { scale }) });
        this.steps.push(async (mpc, pool, outputs) => {
          const s = await pool[i]!;
          outputs.push(to === null ? mpc[op as "output"](s) : mpc.outputTo(to, s));
        });
        return null;
      }
      default:
        return this.#binary(op, i, draw);
    }
  }

  /** The operation's first operand: of those that fit, or else an input that does. */
  #operand(op: Draw["op"], draw: Draw): number {
    const [a, b, c] = draw.picks as [number, number, number];
    const small = (x: Plain) => x.values.every((v) => v * v <= this.#limit);
    const inRange = (x: Plain) => x.values.every((v) => v * v <= this.#limit * this.#limit);
    const f = this.#bitsOf(b);
    const fits: Partial<Record<Draw["op"], (x: Plain) => boolean>> = {
      square: (x) => this.#mayScale(2 * x.scale),
      truncate: (x) => inRange(x) && (x.scale === 0 || x.scale >= f),
      truncateExact: (x) => inRange(x) && (x.scale === 0 || x.scale >= f),
      multiplyFixed: (x) => !this.#real || (x.scale > 0 && small(x)),
      beside: (x) => x.columns < 6,
      stack: (x) => x.rows < 6,
      matrixProduct: (x) => x.rows < 9,
      maskMatrix: (x) => x.rows < 9,
    };
    const chosen = this.#choose(fits[op] ?? (() => true), a);
    if (chosen !== null) return chosen;
    const fixed = this.#real && op === "multiplyFixed";
    const numbers = fixed ? draw.numbers.map((v) => v % (1n << 20n)) : draw.numbers;
    return this.#source("input", [1 + (a % 3), 1 + (c % 3)], fixed ? 8 : 0, { ...draw, numbers });
  }

  /** One of the values so far for which `fits` holds, or null. */
  #choose(fits: (x: Plain) => boolean, pick: number): number | null {
    const candidates = this.values.flatMap((x, k) => (fits(x) ? [k] : []));
    return candidates[pick % Math.max(1, candidates.length)] ?? null;
  }

  readonly #bitsOf = (pick: number): number => [1, 2, 5, 8][pick % 4]!;

  /** Returns its place among the values. */
  #source(
    op: "input" | "constant",
    shape: readonly [number, number],
    scale: number,
    { picks, numbers }: Draw,
  ): number {
    const [rows, columns] = shape;
    const whole = Array.from(
      { length: rows * columns },
      (_, j) => this.#inRange(numbers[j % 9]!) / (1n << BigInt(scale)),
    );
    const values = whole.map((v) => v << BigInt(scale));
    const owner = picks[2]! % this.#n;
    this.steps.push(async (mpc, pool) => {
      const own = mpc.self === owner ? whole : null;
      const made =
        op === "input"
          ? mpc.input(owner, shape, own, { scale })
          : Promise.resolve(mpc.constant(whole, shape, { scale }));
      pool.push(made);
    });
    return this.#made({ rows, columns, scale, values });
  }

  /** With a second operand that agrees with the first. */
  #binary(op: string, i: number, draw: Draw): number {
    const [, b, , d] = draw.picks as [number, number, number, number];
    const x = this.values[i]!;
    const alike = (y: Plain) => y.rows === x.rows && y.columns === x.columns;
    const fits: Record<string, (y: Plain) => boolean> = {
      add: (y) => alike(y) && y.scale === x.scale,
      subtract: (y) => alike(y) && y.scale === x.scale,
      beside: (y) => y.rows === x.rows && y.scale === x.scale && y.columns + x.columns < 9,
      stack: (y) => y.columns === x.columns && y.scale === x.scale && y.rows + x.rows < 9,
      multiply: (y) => alike(y) && this.#mayScale(x.scale + y.scale),
      dot: (y) => alike(y) && this.#mayScale(x.scale + y.scale),
      multiplyFixed: (y) => alike(y) && this.#mayFix(x, y),
      matrixProduct: (y) =>
        y.rows === x.columns && y.columns < 4 && this.#mayScale(x.scale + y.scale),
      maskMatrix: (y) => y.rows === x.columns && y.columns < 4 && this.#mayScale(x.scale + y.scale),
    };
    const scaleOf = { add: x.scale, subtract: x.scale, beside: x.scale, stack: x.scale };
    const fresh = (): number => {
      const inner = op === "matrixProduct" || op === "maskMatrix";
      const shape = inner ? [x.columns, 1 + (b % 3)] : [x.rows, x.columns];
      if (op === "beside") shape[1] = 1 + (b % 3);
      if (op === "stack") shape[0] = 1 + (b % 3);
      const scale = Math.min(scaleOf[op as "add"] ?? 0, this.#real ? 58 : 0);
      return this.#source("input", shape as [number, number], scale, draw);
    };
    const j = this.#choose(fits[op]!, b) ?? fresh();
    const y = this.values[j]!;
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
        const exact = async (m: Mpc, s: Secret, t: Secret) => {
          const product = await m.multiply(s, t);
          return f === 0n ? product : m.truncateExact(product, Number(f));
        };
        return this.#rounded(i, j, products, (m, s, t) => m.multiplyFixed(s, t), exact);
      }
      case "dot": {
        const total = pairwise((u, v) => u * v).values.reduce((s, v) => s + v, 0n);
        const result = { rows: 1, columns: 1, scale, values: [total] };
        return this.#pair(i, j, result, async (m, s, t) => m.reshape(await m.dot(s, t), [1, 1]));
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

  /**
   * What is rounded: the floor itself, where the engine takes that. Else it is put out and compared within
   * its error, and `exact` goes on in its place.
   */
  #rounded(
    i: number,
    j: number,
    result: Plain,
    rounded: (mpc: Mpc, x: Secret, y: Secret) => Promise<Secret>,
    exact: (mpc: Mpc, x: Secret, y: Secret) => Promise<Secret>,
  ): number {
    if (this.#floor) return this.#pair(i, j, result, rounded);
    const { values } = this.#reduced(result);
    this.outputs.push({ to: null, values, orOneMore: true });
    this.steps.push(async (mpc, pool, outputs) => {
      const [x, y] = [await pool[i]!, await pool[j]!];
      outputs.push(rounded(mpc, x, y).then((z) => mpc.output(z)));
    });
    return this.#pair(i, j, result, exact);
  }

  #unary(i: number, result: Plain, f: (mpc: Mpc, x: Secret) => Secret | Promise<Secret>): number {
    this.steps.push(async (mpc, pool) => {
      pool.push(Promise.resolve(f(mpc, await pool[i]!)));
    });
    return this.#made(result);
  }

  #pair(
    i: number,
    j: number,
    result: Plain,
    f: (mpc: Mpc, x: Secret, y: Secret) => Promise<Secret>,
  ): number {
    this.steps.push(async (mpc, pool) => {
      const [x, y] = [await pool[i]!, await pool[j]!];
      pool.push(f(mpc, x, y));
    });
    return this.#made(result);
  }

  #made(result: Plain): number {
    return this.values.push(this.#reduced(result)) - 1;
  }

  #mayScale(scale: number): boolean {
    return scale <= (this.#real ? 58 : 0);
  }

  /** Truncation is right only where the raw product is in range. */
  #mayFix(x: Plain, y: Plain): boolean {
    const raw = x.values.map((u, k) => u * y.values[k]!);
    const fits = raw.every((v) => v <= this.#limit && v >= -this.#limit);
    return this.#mayScale(x.scale + y.scale) && (fits || Math.min(x.scale, y.scale) === 0);
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
