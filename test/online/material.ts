/** Material that behaves otherwise than it should, for the tests of this folder. */
import type { Preprocessing } from "../../offline/preprocessing.ts";

/** The same material with some calls replaced. */
export function overriding(items: Preprocessing, other: Partial<Preprocessing>): Preprocessing {
  return new Proxy(items, {
    get(target, name) {
      const own: unknown = Reflect.get(other, name) ?? Reflect.get(target, name);
      return typeof own === "function" ? own.bind(target) : own;
    },
  });
}

/** The same material, what each request gives going through `f`. */
export function wrapping(
  items: Preprocessing,
  f: (made: unknown, kind: string) => unknown,
): Preprocessing {
  return new Proxy(items, {
    get(target, name) {
      const own: unknown = Reflect.get(target, name);
      if (typeof own !== "function") return own;
      return (...args: unknown[]) => {
        const made: unknown = Reflect.apply(own, target, args);
        return made instanceof Promise && name !== "close"
          ? made.then((batch: unknown) => f(batch, String(name)))
          : made;
      };
    },
  });
}
