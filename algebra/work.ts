/**
 * Work that can be counted: a simulation is told of every operation on vectors and polynomials that it is going to
 * charge for. Nobody else pays: what nobody observes when it is made runs as it is.
 */

/** Does `run`, an operation on so many elements, and returns its result. */
export type WorkObserver = <T>(operation: string, size: number, run: () => T) => T;

let observer: WorkObserver | null = null;

/** From here on `next` sees what fields, rings and kernels do that are made under it; null ends it. */
export function observeWork(next: WorkObserver | null): void {
  observer = next;
}

export const workObserver = (): WorkObserver | null => observer;

/** Does `run`, seen by whoever observes now. */
export const counted: WorkObserver = (operation, size, run) =>
  observer === null ? run() : observer(operation, size, run);

/** By name of an operation, what its arguments say of its size. */
export type Sizes<T> = {
  readonly [K in keyof T as T[K] extends (...args: never[]) => unknown ? K : never]?: (
    ...args: T[K] extends (...args: infer A) => unknown ? A : never
  ) => number;
};

/** The same operations, told to `by` under "prefix/name" if they have a size. */
export function observed<T extends object>(
  by: WorkObserver | null,
  prefix: string,
  operations: T,
  sizes: Sizes<T>,
): T {
  if (by === null) return operations;
  const out = { ...operations } as Record<string, unknown>;
  for (const [name, size] of Object.entries(sizes) as [string, (...args: unknown[]) => number][]) {
    const operation = out[name] as (...args: unknown[]) => unknown;
    const full = `${prefix}/${name}`;
    out[name] = (...args: unknown[]) => by(full, size(...args), () => operation(...args));
  }
  return out as T;
}
