/**
 * Packs messages between a runner and the processes that it started. What JSON would change or drop (typed arrays,
 * bigints, −0) comes out as it went in. This file alone imports msgpackr. It unpacks only what comes from processes of
 * this very run, and nothing that a peer has sent: the parser is not made for that.
 */
import { addExtension, Packr } from "msgpackr";
import { isPlain, isTyped } from "../online/value.ts";

/** −0, which msgpackr takes for 0. */
class NegativeZero {}
addExtension({
  Class: NegativeZero,
  type: 1,
  pack: () => new Uint8Array(0),
  unpack: () => -0,
});

// No records: their names would be told once for all messages. A number or a bigint stays one by its type, not its size.
const packr = new Packr({
  useRecords: false,
  moreTypes: true,
  int64AsType: "bigint",
  useBigIntExtension: true,
  variableMapSize: true,
});

/** TypeError naming what cannot be carried. Entries of an object may be undefined. */
export function pack(message: object): Buffer {
  return packr.pack(carried("message", message));
}

/** Of what `pack` gave, in another process. */
export const unpack = <T>(packed: Uint8Array): T => packr.unpack(packed) as T;

const LINE = "packed ";

/** As one line of text, for links that carry text. */
export const packedLine = (message: object): string => `${LINE}${pack(message).toString("base64")}`;

/** Null for a line that packedLine did not make. */
export function fromPackedLine<T>(line: string): T | null {
  if (!line.startsWith(LINE)) return null;
  try {
    const message = unpack<T>(Buffer.from(line.slice(LINE.length), "base64"));
    return typeof message === "object" && message !== null && isPlain(message) ? message : null;
  } catch {
    return null;
  }
}

/** The same, as msgpackr carries it. */
function carried(path: string, x: unknown): unknown {
  const refused = (what: string) => new TypeError(`${path}: ${what} in a message`);
  switch (typeof x) {
    case "number":
      return Object.is(x, -0) ? new NegativeZero() : x;
    case "string":
      if (!x.isWellFormed()) throw refused("a text with half a character in it");
      return x;
    case "function":
    case "symbol":
      throw refused(`a ${typeof x}`);
    case "object":
      break;
    default:
      return x;
  }
  if (x === null || isTyped(x)) return x;
  if (Array.isArray(x)) return x.map((inner, k) => carried(`${path}[${k}]`, inner));
  if (!isPlain(x)) throw refused(`a ${x.constructor?.name}`);
  return Object.fromEntries(
    Object.entries(x).map(([name, inner]) => [name, carried(`${path}.${name}`, inner)]),
  );
}
