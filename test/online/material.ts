/** Material that behaves otherwise than it should, for the tests of this folder. */
import type { Columns } from "../../items/columns.ts";
import type { ItemKind } from "../../items/kinds.ts";
import type { Preprocessing } from "../../items/preprocessing.ts";

/** The same material with `take` replaced. */
export const taking = (items: Preprocessing, take: Preprocessing["take"]): Preprocessing =>
  new Proxy(items, {
    get(target, name) {
      const own: unknown = name === "take" ? take : Reflect.get(target, name);
      return typeof own === "function" ? own.bind(target) : own;
    },
  });

/** The same material but for one kind, which `take` gives. */
export const instead = (
  items: Preprocessing,
  kind: ItemKind["kind"],
  take: Preprocessing["take"],
): Preprocessing =>
  taking(items, (item, count) =>
    item.kind === kind ? take(item, count) : items.take(item, count),
  );

/** The same material, what each request gives going through `f`. */
export const wrapping = (
  items: Preprocessing,
  f: (made: Columns, item: ItemKind) => Columns | Promise<Columns>,
): Preprocessing => taking(items, async (item, count) => f(await items.take(item, count), item));
