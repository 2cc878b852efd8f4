/**
 * The language of findings: predicates on the records of an experiment.
 *
 *     finding    = comparison { "and" comparison }
 *     comparison = sum compare sum [ compare sum ]             compare = "<" | "<=" | ">" | ">="
 *     sum        = product { ("+" | "-") product }
 *     product    = factor { ("*" | "/") factor }
 *     factor     = number | "-" factor | "(" sum ")" | call
 *     call       = name "(" [ argument { "," argument } ] ")"
 *     argument   = word | key "=" word                         word = anything but , ( ) =, or quoted "…"
 *
 * Calls: `METRIC(selectors)` is the same as `median(METRIC, selectors)`, of the one selected cell. `least(METRIC,
 * selectors)` and `most(METRIC, selectors)` are of all selected cells. `slowdown(SECURITY, selectors, of=METRIC,
 * over=SECURITY)` is by default of totalMs, over the baseline of the report. `exponent(METRIC, over=KEY, selectors)`
 * has the KEY parties (fitted over n − 1) or args.NAME. Selectors are KEYS of selectors.ts; ablation=none by default.
 *
 * Examples:
 *     slowdown(spdz+lowgear, parties=2, latency=0) < 6
 *     0.8 < exponent(offlineMs, over=args.length, security=spdz+lowgear, parties=2) < 1.1
 *     onlineMs(security=spdz+dealer, parties=2) / onlineMs(security=additive+dealer, parties=2) < 2.5
 */
import { UsageError } from "../../host/usage-error.ts";

const COMPARISONS = ["<=", ">=", "<", ">"] as const;
export type ComparisonSign = (typeof COMPARISONS)[number];

/** `at`: the position in the text, from 0. */
export interface Word {
  readonly text: string;
  readonly at: number;
}

export interface Named extends Word {
  /** The position of the word before "=". */
  readonly keyAt: number;
}

export interface Call {
  readonly kind: "call";
  readonly name: Word;
  readonly positional: readonly Word[];
  readonly named: ReadonlyMap<string, Named>;
}

export type Expression =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "negated"; readonly of: Expression }
  | {
      readonly kind: "operation";
      readonly sign: "+" | "-" | "*" | "/";
      readonly left: Expression;
      readonly right: Expression;
    }
  | Call;

/** first sign₀ rest₀ [sign₁ rest₁]: "0.8 < x < 1.1" has two. */
export interface Comparison {
  readonly first: Expression;
  readonly rest: readonly { readonly sign: ComparisonSign; readonly right: Expression }[];
}

/** It holds if all comparisons hold. */
export interface Predicate {
  readonly text: string;
  readonly comparisons: readonly Comparison[];
}

/** A mistake in a predicate, with its position, in one line. */
export class FindingError extends UsageError {
  constructor(text: string, at: number, says: string) {
    super(`finding "${text}", character ${at + 1}: ${says}`);
  }
}

/** Does not check names; `check` does. @throws FindingError for what the grammar does not allow. */
export function parse(text: string): Predicate {
  const reader = new Reader(text);
  const comparisons = [comparison(reader)];
  while (reader.takes("and")) comparisons.push(comparison(reader));
  reader.end('"and" or the end');
  return { text, comparisons };
}

function comparison(reader: Reader): Comparison {
  const first = sum(reader);
  const rest = [];
  for (let sign = reader.sign(COMPARISONS); sign !== null; sign = reader.sign(COMPARISONS)) {
    if (rest.length === 2) reader.fail("at most two comparisons in a row, as in 1 < x < 2");
    rest.push({ sign, right: sum(reader) });
  }
  if (rest.length === 0) reader.expected(`one of ${COMPARISONS.join(" ")}`);
  return { first, rest };
}

function sum(reader: Reader): Expression {
  return chain(reader, ["+", "-"], product);
}

function product(reader: Reader): Expression {
  return chain(reader, ["*", "/"], factor);
}

function chain(
  reader: Reader,
  signs: readonly ("+" | "-" | "*" | "/")[],
  part: (reader: Reader) => Expression,
): Expression {
  let left = part(reader);
  for (let sign = reader.sign(signs); sign !== null; sign = reader.sign(signs))
    left = { kind: "operation", sign, left, right: part(reader) };
  return left;
}

function factor(reader: Reader): Expression {
  if (reader.takes("-")) return { kind: "negated", of: factor(reader) };
  if (reader.takes("(")) {
    const inner = reader.nested(sum);
    reader.needs(")");
    return inner;
  }
  const number = reader.match(/\d+(?:\.\d+)?(?:e[+-]?\d+)?/iy);
  if (number !== null) return { kind: "number", value: Number(number.text) };
  const name = reader.match(/[a-z][\w.]*/iy);
  if (name === null) return reader.expected('a number, "(" or a function');
  reader.needs("(");
  return call(reader, name);
}

function call(reader: Reader, name: Word): Call {
  const positional: Word[] = [];
  const named = new Map<string, Named>();
  while (!reader.takes(")")) {
    if (positional.length + named.size > 0) reader.needs(",", '"," or ")"');
    const word = reader.word();
    if (!reader.takes("=")) {
      positional.push(word);
      continue;
    }
    if (named.has(word.text)) reader.fail(`${word.text} occurs twice in ${name.text}`, word.at);
    named.set(word.text, { ...reader.word(), keyAt: word.at });
  }
  return { kind: "call", name, positional, named };
}

const MOST_NESTED = 50;

class Reader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  match(pattern: RegExp): Word | null {
    this.#skipSpace();
    pattern.lastIndex = this.#at;
    const [text] = pattern.exec(this.#text) ?? [];
    if (text === undefined) return null;
    const at = this.#at;
    this.#at += text.length;
    return { text, at };
  }

  sign<S extends string>(signs: readonly S[]): S | null {
    return signs.find((sign) => this.takes(sign)) ?? null;
  }

  /** Whether `token` comes next, and consumes it if so. If it ends in a letter or digit, the word has to end there. */
  takes(token: string): boolean {
    this.#skipSpace();
    const after = this.#text[this.#at + token.length] ?? "";
    if (!this.#text.startsWith(token, this.#at)) return false;
    if (/\w$/.test(token) && /\w/.test(after)) return false;
    this.#at += token.length;
    return true;
  }

  needs(token: string, says = `"${token}"`): void {
    if (!this.takes(token)) this.expected(says);
  }

  word(): Word {
    const quoted = this.match(/"[^"]*"/y);
    if (quoted !== null) return { text: quoted.text.slice(1, -1), at: quoted.at };
    const bare = this.match(/[^,()="]+/y);
    if (bare === null || bare.text.trim() === "") return this.expected("a name or a value");
    return { text: bare.text.trim(), at: bare.at };
  }

  nested<T>(read: (reader: this) => T): T {
    if (++this.#depth > MOST_NESTED) this.fail(`at most ${MOST_NESTED} nested parentheses`);
    const result = read(this);
    this.#depth--;
    return result;
  }

  end(says: string): void {
    this.#skipSpace();
    if (this.#at < this.#text.length) this.expected(says);
  }

  expected(says: string): never {
    this.#skipSpace();
    const found = this.#text.slice(this.#at).split(/\s/)[0]!.slice(0, 20);
    return this.fail(`${says} is expected, not ${found === "" ? "the end" : `"${found}"`}`);
  }

  fail(says: string, at = this.#at): never {
    throw new FindingError(this.#text, at, says);
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text[this.#at] ?? "")) this.#at++;
  }
}
