/**
 * What a kind of item is: everything that whoever makes, deals, keeps, counts or spends it has to know, in one
 * record. A kind is a file in items/kinds/; nothing else knows kinds by name, but for the backends that make the basic
 * ones.
 */
import type { Field, Vector } from "../algebra/field.ts";
import type { Prg } from "../crypto/prg.ts";
import type { Session } from "../network/session.ts";
import type { CheckKey } from "../protocols/mac-key.ts";
import type { SecurityTerm } from "../protocols/security.ts";
import type { Columns, Family } from "./columns.ts";

/** A kind with its parameters, as planners, stores and reports count it. */
export interface Item {
  readonly kind: string;
}

/** What a kind adds to the security budget of whoever uses it; protocols/security.ts adds up. */
export interface KindTerm extends SecurityTerm {
  /**
   * making: what the parties prove to each other when they make it, which nobody asks of a dealer, nor of
   * semi-honest parties. use: whoever made it.
   */
  readonly of: "making" | "use";
}

/** What every kind says. Shares are in the order of their columns. */
interface AnyKind<I extends Item> {
  readonly kind: I["kind"];
  /** Where it is shown among the others: by this number, then by name. Hundreds leave room between. */
  readonly shownAt: number;
  /** As users write it: "triples". */
  readonly word: string;
  /** All that users may write, for whoever wrote something else: "truncation/BITS, truncation/BITS/exact". */
  readonly forms: string;
  /**
   * AGREEMENT. True of an item that is large, and a whole: whoever takes many asks for one after another, and users
   * may write word=PARAMETERS for one.
   */
  readonly single: boolean;
  /** The parameters as text, without control characters; "" if there are none. */
  write(item: I): string;
  /** Inverse of `write`; null, or an item that is written otherwise, for any other text. */
  read(text: string): I | null;
  /**
   * Why n parties cannot be given such an item in this field; null if they can. Also of an item that is too large,
   * without allocating anything as long as its parameters say.
   */
  refuse(item: I, field: Field, n: number): string | null;
  /** Elements per item of each share, in a field of so many bits. */
  shares(item: I, bits: number): number[];
  /**
   * Which shares hide uniform, independent elements. Such a secret needs no dealing: it is whatever the parties' own
   * random shares add up to.
   */
  uniform(item: I): boolean[];
  /** The party that has the secrets in clear as well, behind its shares; null if nobody has. */
  owner(item: I): number | null;
  /**
   * All secrets of `count` items, a column for each share, as a dealer and the tests' model compute them: `uniform`
   * holds those of the uniform shares, what else is random is drawn from `coins`.
   */
  complete(
    field: Field,
    coins: Prg,
    item: I,
    count: number,
    uniform: readonly Vector[],
  ): readonly Vector[];
  /**
   * Whether results depend on which item is drawn: a random value, a mask whose rounding shows, a factor that must not
   * be 0. Of all others whoever computes in the clear takes zeros, which hide nothing and cost nothing.
   */
  drawn(item: I): boolean;
  /** Its own alone; those of what it is derived of are added to them. `[]` says why. */
  readonly terms: readonly KindTerm[];
}

/** Made by the backends themselves. */
export interface BasicKind<I extends Item> extends AnyKind<I> {
  readonly derive: null;
}

/** Made of items of simpler kinds, whatever makes those. */
export interface DerivedKind<I extends Item> extends AnyKind<I> {
  readonly derive: Derivation<I>;
}

export type Kind<I extends Item> = BasicKind<I> | DerivedKind<I>;

export type Derivation<I extends Item> = FromBatches | FromStock<I>;

/** Other items, and how many of each. */
export type Needs = readonly (readonly [item: Item, count: number])[];

/** Every batch of a basic kind is turned into items as it is accepted: one of one, but for those that are left out. */
export interface FromBatches {
  readonly from: "batches";
  /** AGREEMENT: its sessions are labelled "LABEL-0", … */
  readonly label: string;
  readonly of: Item;
  /** With which probability one of them is left out. */
  discards(field: Field): number;
  run(making: Making, made: Columns): Promise<Columns>;
}

/** So many accepted items of each are taken for `count` items; fewer than `count` may come of them. */
export interface FromStock<I extends Item> {
  readonly from: "stock";
  /** AGREEMENT: its sessions are labelled "LABEL-0", … */
  readonly label: string;
  /** AGREEMENT: items made at a time; bounds memory. */
  readonly most: number;
  needs(item: I, field: Field, count: number): Needs;
  /** With which probability an item does not come of that. */
  discards(field: Field): number;
  run(making: Making, item: I, taken: readonly Columns[]): Promise<Columns>;
}

/** Where items are derived. */
export interface Making {
  /** Its labels are the derivation's. */
  readonly session: Session;
  readonly field: Field;
  readonly family: Family;
  /** Null in the plain family. */
  readonly macKey: CheckKey | null;
}

/** Where the typed calls beside each kind take from: any preprocessing. */
export interface Source {
  readonly family: Family;
  take(item: Item, count: number): Promise<Columns>;
}

/** What kinds without parameters have alike. */
export const plainly = <I extends Item>(item: I) => ({
  kind: item.kind as I["kind"],
  single: false,
  write: () => "",
  read: (text: string): I | null => (text === "" ? item : null),
  refuse: () => null,
  owner: () => null,
});

/** AGREEMENT: elements of one item, its MACs not counted. */
export const MAX_ITEM_ELEMENTS = 1 << 26;

/** An integer of [from, to). */
export const inRange = (x: number, from: number, to: number): boolean =>
  Number.isInteger(x) && x >= from && x < to;
