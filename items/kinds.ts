/** All kinds of items, and what is looked up in them. */
import type { Field } from "../algebra/field.ts";
import type { Columns, Family } from "./columns.ts";
import type { Item, Kind } from "./kind.ts";
import { LISTED } from "./kinds/registry.ts";

type Listed = (typeof LISTED)[keyof typeof LISTED];
type ItemOf<K extends { write(item: never): string }> = Parameters<K["write"]>[0];

/** A kind of item as counted by planners, stores and reports. */
export type ItemKind = ItemOf<Listed>;

/** What a backend makes itself. */
export type BasicItem = ItemOf<Extract<Listed, { readonly derive: null }>>;

/** In the order in which they are shown. */
export const KINDS: readonly Kind<Item>[] = Object.values<Kind<Item>>(LISTED).sort(
  (a, b) => a.shownAt - b.shownAt || (a.kind < b.kind ? -1 : 1),
);

const BY_NAME: ReadonlyMap<string, Kind<Item>> = new Map(KINDS.map((kind) => [kind.kind, kind]));

/** TypeError for what is in no list of kinds. */
export function kindOf({ kind }: Item): Kind<Item> {
  const found = BY_NAME.get(kind);
  if (found === undefined) throw new TypeError(`no such kind of item: ${kind}`);
  return found;
}

/** For a backend that has dealt with all it knows: a kind that it does not know does not compile, and ends it at once. */
export function unhandled(item: never): never {
  throw new TypeError(`a kind of item that is not made here: ${(item as Item).kind}`);
}

/** "triple", "input-mask/1", "matrix-triple/64x30x1*4+4" (4 pairs, 4 transposed), "truncation-mask/16/exact". */
export function kindName(item: ItemKind): string {
  const parameters = kindOf(item).write(item);
  return parameters === "" ? item.kind : `${item.kind}/${parameters}`;
}

/** Inverse of kindName. RangeError for any text that kindName does not give. */
export function parseKind(name: string): ItemKind {
  const [kind, parameters] = splitName(name);
  const item = BY_NAME.get(kind)?.read(parameters) ?? null;
  if (item === null || kindName(item as ItemKind) !== name)
    throw new RangeError(`not a kind of item: ${JSON.stringify(name.slice(0, 80))}`);
  return item as ItemKind;
}

/** The kind and the parameters in a kindName, or a text like one. */
export function splitName(name: string): [kind: string, parameters: string] {
  const at = name.indexOf("/");
  return at < 0 ? [name, ""] : [name.slice(0, at), name.slice(at + 1)];
}

/** RangeError unless among `n` parties, in this field, there is such a kind of item. */
export function assertItem(item: ItemKind, field: Field, n: number): void {
  const why = kindOf(item).refuse(item, field, n);
  if (why !== null) throw new RangeError(`${kindName(item)}: ${why}`);
}

/** No party: who has nothing but shares of any item. */
export const NOBODY = -1;

/** What decides the columns of a kind at one party. */
export interface Shelf {
  readonly field: Field;
  readonly family: Family;
  readonly party: number;
}

/** Elements per item of each share, in order. */
export const shareWidths = (item: ItemKind, field: Field): number[] =>
  kindOf(item).shares(item, field.bits);

/** Elements per item of each column, in order: of each share; of the secrets in clear, at their owner. */
export function widthsOf(item: ItemKind, { field, family, party }: Shelf): number[] {
  const perShare = family === "authenticated" ? 2 : 1;
  const shares = shareWidths(item, field);
  const widths = shares.flatMap((size) => Array<number>(perShare).fill(size));
  return kindOf(item).owner(item) === party ? [...widths, ...shares] : widths;
}

/** Columns of no items. */
export const noneOf = (item: ItemKind, shelf: Shelf): Columns =>
  widthsOf(item, shelf).map(() => new BigUint64Array(0));
