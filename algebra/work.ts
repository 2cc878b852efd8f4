/**
 * Work that can be counted. A simulation observes every operation on vectors and polynomials, to charge time for it.
 * There is no cost for others: fields, rings and kernels that are made without an observer run unchanged.
 */

/** Carries out `run`, an operation on `size` elements, and returns its result. */
export type WorkObserver = <T>(operation: string, size: number, run: () => T) => T;

let observer: WorkObserver | null = null;

/** From now on `next` observes the fields, rings and kernels that are made; null ends it. */
export function observeWork(next: WorkObserver | null): void {
  observer = next;
}

export const workObserver = (): WorkObserver | null => observer;

/** Carries out `run`, seen by the current observer, if any. */
export const counted: WorkObserver = (operation, size, run) =>
  observer === null ? run() : observer(operation, size, run);

/** For each operation, its size as a function of its arguments. */
export type Sizes<T> = {
  readonly [K in keyof T as T[K] extends (...args: never[]) => unknown ? K : never]?: (
    ...args: T[K] extends (...args: infer A) => unknown ? A : never
  ) => number;
};

/** The same operations. Those that have a size are reported to `by` as "prefix/name". */
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
