/**
 * A value is an argument of a program, or its result. It crosses processes, files and reports exactly, or it is refused
 * with its path. What JSON or another format would drop or change without a word is no value.
 */
import { SharedSecret } from "./shared-secret.ts";

const TYPED = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
] as const;
export type TypedArray = InstanceType<(typeof TYPED)[number]>;

/** Numbers are finite; −0 is one of them. Texts are whole Unicode. */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | TypedArray
  | readonly Value[]
  | { readonly [name: string]: Value };

/** In words, for errors. */
export const VALUES_ARE =
  "null, true, false, finite numbers, bigints, texts, typed arrays, and lists and objects of these";

/** LOCAL: nesting, and bytes of one value, about. */
const MAX_DEPTH = 64;
const MAX_BYTES = 2 ** 26;

/** The first part of `x` that is no value: `path` begins with `name`. Null if all of it is one. */
export interface Stranger {
  /** "result.rows[3].mean" */
  readonly path: string;
  /** "NaN", "a Map", "a Secret that nobody has opened". */
  readonly what: string;
}

export const strangerIn = (name: string, x: unknown): Stranger | null =>
  new Search().at(name, x, 0);

/** One search: what it has passed counts against the size of the whole. */
class Search {
  #bytes = 0;

  at(path: string, x: unknown, depth: number): Stranger | null {
    const no = (what: string): Stranger => ({ path, what });
    switch (typeof x) {
      case "boolean":
        return this.#room(1) ? null : no(TOO_LARGE);
      case "number":
        return Number.isFinite(x) ? (this.#room(8) ? null : no(TOO_LARGE)) : no(String(x));
      case "bigint":
        return this.#room(bytesOf(x)) ? null : no(TOO_LARGE);
      case "string":
        if (!x.isWellFormed()) return no("a text with half a character in it");
        return this.#room(x.length) ? null : no(TOO_LARGE);
      case "object":
        break;
      default:
        return no(typeof x === "undefined" ? "undefined" : `a ${typeof x}`);
    }
    if (x === null) return null;
    if (depth > MAX_DEPTH) return no(`nested deeper than ${MAX_DEPTH}, or in itself`);
    if (!this.#room(32)) return no(TOO_LARGE);
    if (ArrayBuffer.isView(x)) return this.#typed(path, x);
    if (Array.isArray(x)) return this.#list(path, x, depth);
    if (!isPlain(x)) return no(nameOf(x));
    return this.#entries(path, x, depth);
  }

  #typed(path: string, x: ArrayBufferView): Stranger | null {
    if (!isTyped(x)) return { path, what: nameOf(x) };
    if (!this.#room(x.byteLength)) return { path, what: TOO_LARGE };
    if (x instanceof Float32Array || x instanceof Float64Array) {
      const at = x.findIndex((element) => !Number.isFinite(element));
      if (at >= 0) return { path: `${path}[${at}]`, what: String(x[at]) };
    }
    return null;
  }

  #list(path: string, x: readonly unknown[], depth: number): Stranger | null {
    if (Object.keys(x).length > x.length) return { path, what: "a list with named entries" };
    for (let k = 0; k < x.length; k++) {
      const found = this.at(`${path}[${k}]`, x[k], depth + 1);
      if (found !== null) return found;
    }
    return null;
  }

  #entries(path: string, x: object, depth: number): Stranger | null {
    for (const key of Reflect.ownKeys(x)) {
      if (typeof key === "symbol") return { path, what: "an object with a symbol for a name" };
      const inner = `${path}${pathStep(key)}`;
      // Several formats, and JavaScript itself, take it for something else than a name.
      if (key === "__proto__") return { path: inner, what: "a name that cannot be carried" };
      const property = Object.getOwnPropertyDescriptor(x, key)!;
      if (property.enumerable !== true || !("value" in property))
        return { path: inner, what: "computed, or hidden" };
      const found = this.at(inner, key, depth) ?? this.at(inner, property.value, depth + 1);
      if (found !== null) return found;
    }
    return null;
  }

  #room(bytes: number): boolean {
    this.#bytes += bytes;
    return this.#bytes <= MAX_BYTES;
  }
}

const TOO_LARGE = `more than ${MAX_BYTES / 2 ** 20} MiB of values`;

const bytesOf = (x: bigint): number =>
  BigInt.asIntN(64, x) === x ? 8 : Math.ceil(x.toString(16).length / 2);

/** `.name`, or `["a name"]`. */
const pathStep = (key: string): string =>
  /^[\p{L}_$][\p{L}\p{N}_$]{0,63}$/u.test(key)
    ? `.${key}`
    : `[${JSON.stringify(key.slice(0, 64))}]`;

export const isPlain = (x: object): boolean =>
  [Object.prototype, null].includes(Object.getPrototypeOf(x));

/** Also of a subclass, such as a Buffer. */
export const isTyped = (x: unknown): x is TypedArray => TYPED.some((kind) => x instanceof kind);

function nameOf(x: object): string {
  if (x instanceof SharedSecret) return "a Secret that nobody has opened";
  if (x instanceof Promise) return "a Promise that nobody has awaited";
  const name: unknown = x.constructor?.name;
  return typeof name === "string" && name !== "" ? `a ${name.slice(0, 64)}` : "a stranger";
}

/** Of a value, as JSON has it: a bigint as its decimal text, a typed array as a list. −0 needs jsonText. */
export function asJson(x: Value): JsonValue {
  if (typeof x === "bigint") return String(x);
  if (typeof x !== "object" || x === null) return x;
  if (ArrayBuffer.isView(x)) return Array.from(x as TypedArray & Iterable<Value>, asJson);
  if (Array.isArray(x)) return x.map(asJson);
  return Object.fromEntries(Object.entries(x).map(([name, inner]) => [name, asJson(inner)]));
}
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | JsonValue[]
  | { [name: string]: JsonValue };

/** JSON.stringify, but for −0, which stays what it is, and whole numbers, all of whose digits are written. */
export function jsonText(x: unknown): string {
  return JSON.stringify(x, (_, inner: unknown) => {
    if (Object.is(inner, -0)) return literal("-0");
    const long = Number.isInteger(inner) && !Number.isSafeInteger(inner);
    return long ? literal(String(BigInt(inner as number))) : inner;
  });
}

/** This text in JSON, as it stands. */
const literal = (text: string): object =>
  (JSON as unknown as { rawJSON(text: string): object }).rawJSON(text);

/** Equal texts for equal values only; for what JSON has, JSON with sorted keys. */
export function canonical(x: Value): string {
  if (typeof x === "bigint") return `${x}n`;
  if (typeof x !== "object" || x === null) return jsonText(x);
  if (ArrayBuffer.isView(x)) {
    const typed = x as TypedArray & Iterable<number | bigint>;
    const kind = TYPED.find((known) => typed instanceof known)!.name;
    return `${kind}[${Array.from(typed, (element) => canonical(element)).join(",")}]`;
  }
  if (Array.isArray(x)) return `[${x.map(canonical).join(",")}]`;
  const entries = Object.entries(x).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(",")}}`;
}

/**
 * JSON, but for numbers that would become others.
 * @throws SyntaxError if it is no JSON; RangeError naming the first whole number that cannot be held exactly.
 */
export function parseJson(text: string): JsonValue {
  const exact = (_: string, x: unknown, { source }: { source?: string } = {}): unknown => {
    if (typeof x === "number" && source !== undefined) assertHeld(source, x);
    return x;
  };
  return (JSON.parse as (text: string, reviver: typeof exact) => JsonValue)(text, exact);
}

const WHOLE = /^(?:[-+]?\d+|0x[\da-f]+|0o[0-7]+)$/i;

/** RangeError unless `x` is what the text of a whole number (decimal, or as 0x…, 0o…) says. */
export function assertHeld(source: string, x: number): void {
  const shown = source.length > 40 ? `${source.slice(0, 40)}…` : source;
  if (/^[-+]?[\d.]/.test(source) && !Number.isFinite(x) && /\d/.test(source))
    throw new RangeError(`${shown} is too large for a number`);
  if (WHOLE.test(source) && BigInt(source.replace("+", "")) !== BigInt(x))
    throw new RangeError(
      `${shown} cannot be held exactly as a number: write it as a text, in quotes`,
    );
}
