/**
 * A run in the clear that is watched. Beside every secret goes a shadow: what it would be in real numbers. For each place
 * of the program that calls an operation it is noted how far results are from their shadows, and how large they become.
 *
 *   invariant  the programs of all parties call the same, so secrets of one id are one secret, with one shadow; it counts
 *              once, when the first party has it
 *   security   none: it sees every value
 */
import type { Field } from "../algebra/field.ts";
import { type LeftRange, leftDeclared, leftLimit } from "./left-range.ts";
import { integerLimit } from "./numbers.ts";
import type { Operation, Plain } from "./operation.ts";
import type { Origin } from "./origin.ts";
import { notAccepted, type OutsideDomain } from "./outside-domain.ts";
import { hexOf } from "./program-divergence.ts";
import type { Range } from "./secret-type.ts";
import { type Fine, fineOf, realOf, shadowOf, ulpsBetween } from "./shadow.ts";
import { Operand, SharedSecret } from "./shared-secret.ts";
import { oneMore, type Undeclared } from "./undeclared.ts";
import type { Watch, Watched } from "./watch.ts";

/** Worst and sum, of so many elements. */
export interface Spread {
  worst: number;
  sum: number;
  count: number;
}

/** What is known of an operation at a place of the program. */
export interface Site {
  readonly operation: string;
  /** "my-program.ts:12"; null if no trace leads to a program. */
  readonly at: string | null;
  calls: number;
  elements: number;
  /** Of results that are no secrets it is that of what is put out. */
  readonly ulps: Spread;
  /** Where the shadow is at least a unit in the last place. */
  readonly relative: Spread;
  /** Elements for which no real number stands. The shadow follows what was computed. */
  undefined: number;
  /** The largest |x|, and which part of M that is. */
  largest: number;
  ofLimit: number;
  /** What all ranges that are declared, or follow, have in them; null if nothing is known of some. */
  range: Range | null;
}

/** What is put out, and what it stands for. */
export interface Shown {
  readonly operation: string;
  readonly at: string | null;
  readonly scale: number;
  readonly values: readonly bigint[];
  readonly shadows: readonly number[];
}

export class Simulation implements Watch {
  readonly outputs: Shown[] = [];
  readonly #sites = new Map<string, Site>();
  readonly #shadows = new Map<string, Plain>();
  /** Arguments of calls on no secrets, as whoever gives the values writes them. */
  readonly #given = new Map<string, readonly unknown[]>();
  readonly #seen = new Set<string>();
  readonly #field: Field;
  readonly #place: (stack: string) => string | null;
  #first: LeftRange | null = null;
  #outside: OutsideDomain | null = null;
  #undeclared: Undeclared | null = null;

  /** `place`: the line of the program that a stack leads to. */
  constructor(field: Field, place: (stack: string) => string | null) {
    this.#field = field;
    this.#place = place;
  }

  /** In the order in which they were first called. */
  get sites(): readonly Site[] {
    return [...this.#sites.values()];
  }

  /** The first number that left its range, if any did before a result was wrong. */
  get first(): LeftRange | null {
    return this.#first;
  }

  /** The first result that is not what its operands make, if there is one before a number left its range. */
  get outside(): OutsideDomain | null {
    return this.#outside;
  }

  /** Null if every input has a range. */
  get undeclared(): Undeclared | null {
    return this.#undeclared;
  }

  called(of: Operation, args: readonly unknown[], stack: string): Watched {
    const at = this.#place(stack);
    this.#left(() => leftDeclared(this.#field, of.name, at, args));
    let id = "";
    let domain: string | null = null;
    return {
      placed: (origin: Origin, stated?: string) => {
        id = hexOf(origin.id);
        domain = stated ?? null;
        if (!args.includes(null) && operandsIn(args).length === 0) this.#given.set(id, args);
      },
      left: (element, value, scale) =>
        this.#left(() => leftLimit(this.#field, { operation: of.name, at, element, value, scale })),
      gave: (result) => {
        if (result instanceof SharedSecret) this.#gave(of, at, id, args, result, domain);
        else if (Array.isArray(result)) this.#showed(of, at, id, args);
      },
    };
  }

  #left(make: () => LeftRange | null): void {
    if (this.#outside === null) this.#first ??= make();
  }

  /** True the first time. */
  #isNew(id: string): boolean {
    if (this.#seen.has(id)) return false;
    this.#seen.add(id);
    return true;
  }

  #gave(
    of: Operation,
    at: string | null,
    id: string,
    args: Arguments,
    secret: SharedSecret,
    domain: string | null,
  ): void {
    if (!this.#isNew(id)) return;
    if (of.name === "input" && secret.range === null)
      this.#undeclared = oneMore(this.#undeclared, at);
    const gives = this.#plain(secret);
    const shadows = this.#shadowed(this.#given.get(id) ?? args);
    this.#given.delete(id);
    const computed = () => operandsIn(args).map((x) => this.#plain(x));
    const { scale, shape, range } = secret;
    const fine = fineOf(of, shadows, gives, computed) ?? gives.values.map(() => null);
    this.#shadows.set(id, shadowOf(shape, scale, fine, gives.values));
    this.#note(this.#site(of.name, at, range), gives, fine);
    this.#accept(of, at, args, gives, domain);
    this.#left(() => outside(of.name, at, gives, range));
  }

  /** A result must be what the record says of the operands as they are. What has none has no domain. */
  #accept(of: Operation, at: string | null, args: Arguments, gives: Plain, domain: string | null) {
    const operands = operandsIn(args).map((x) => this.#plain(x));
    if (operands.length === 0 || this.#first !== null || this.#outside !== null) return;
    const plain = this.#replaced(args, (x) => this.#plain(x));
    const found = notAccepted(of, { args: plain, operands, gives });
    if (found !== null) this.#outside = { operation: of.name, at, ...found, domain };
  }

  /** What is put out is the operand, unless it is of one of the others. */
  #showed(of: Operation, at: string | null, id: string, args: Arguments): void {
    if (!this.#isNew(id)) return;
    const secret = operandsIn(args).at(-1);
    if (secret === undefined) return;
    const plain = this.#plain(secret);
    const shadow = this.#shadowFor(secret);
    const fine = fineOf({ ...of, plain: () => shadow } as Operation, [], plain, () => []);
    this.#note(this.#site(of.name, at, secret.range), plain, fine!);
    const { scale, values } = plain;
    const shadows = fine!.map((v) => realOf(v!, scale));
    this.outputs.push({ operation: of.name, at, scale, values, shadows });
  }

  #site(operation: string, at: string | null, range: Range | null): Site {
    const key = `${operation} ${at}`;
    const known = this.#sites.get(key);
    if (known !== undefined) {
      known.range = known.range && range && hull(known.range, range);
      return known;
    }
    const [ulps, relative] = [NOTHING, NOTHING].map((none) => ({ ...none }));
    const counts = { calls: 0, elements: 0, undefined: 0, largest: 0, ofLimit: 0 };
    const site: Site = { operation, at, ...counts, ulps: ulps!, relative: relative!, range };
    this.#sites.set(key, site);
    return site;
  }

  #note(site: Site, { scale, values }: Plain, fine: Fine): void {
    const limit = Number(integerLimit(this.#field));
    site.calls++;
    site.elements += values.length;
    for (const [j, value] of values.entries()) {
      const size = Math.abs(Number(value));
      site.largest = Math.max(site.largest, size / 2 ** scale);
      site.ofLimit = Math.max(site.ofLimit, size / limit);
      const ideal = fine[j] ?? null;
      if (ideal === null) {
        site.undefined++;
        continue;
      }
      const ulps = ulpsBetween(value, ideal);
      add(site.ulps, ulps);
      const units = Math.abs(realOf(ideal, 0));
      if (units >= 1) add(site.relative, ulps / units);
    }
  }

  #plain(secret: SharedSecret): Plain {
    const { shape, scale } = secret;
    return { shape, scale, values: this.#field.toSigned(SharedSecret.shareOf(secret).value) };
  }

  #shadowFor(secret: SharedSecret): Plain {
    return this.#shadows.get(hexOf(Operand.originOf(secret).id))!;
  }

  #shadowed(args: Arguments): unknown[] {
    return this.#replaced(args, (x) => this.#shadowFor(x));
  }

  #replaced(args: Arguments, f: (secret: SharedSecret) => Plain): unknown[] {
    const one = (x: unknown) => {
      const secret = secretOf(x);
      return secret === null ? x : f(secret);
    };
    return args.map((x) => (Array.isArray(x) ? x.map(one) : one(x)));
  }
}

type Arguments = readonly unknown[];

const NOTHING: Spread = { worst: 0, sum: 0, count: 0 };

function add(to: Spread, x: number): void {
  to.worst = Math.max(to.worst, x);
  to.sum += x;
  to.count++;
}

const hull = (x: Range, y: Range): Range => [Math.min(x[0], y[0]), Math.max(x[1], y[1])];

/** An argument as a secret; of a masked matrix the one that it hides. */
function secretOf(x: unknown): SharedSecret | null {
  if (x instanceof SharedSecret) return x;
  const hidden = x instanceof Operand ? (x as { readonly secret?: unknown }).secret : null;
  return hidden instanceof SharedSecret ? hidden : null;
}

const operandsIn = (args: Arguments): SharedSecret[] =>
  args.flatMap((x) => (Array.isArray(x) ? x : [x])).flatMap((x) => secretOf(x) ?? []);

/** The first element that is not in the range which follows from what was declared. */
function outside(
  operation: string,
  at: string | null,
  { scale, values }: Plain,
  range: Range | null,
): LeftRange | null {
  if (range === null) return null;
  // Exact: an integer is compared with a double as it is, and times 2^scale a double stays what it is.
  const [least, greatest] = [range[0] * 2 ** scale, range[1] * 2 ** scale];
  const element = values.findIndex((v) => !(least <= v && v <= greatest));
  if (element < 0) return null;
  const real = (v: bigint) => Number(v) / 2 ** scale;
  const value = real(values[element]!);
  return { operation, at, element, value, limits: range, remedy: null, fits: null };
}
