/**
 * Calls of operations that send. A program may leave a promise aside while it waits for another. When a run ends, every
 * operation under way fails with it. A promise that fails and is handled by nobody would stop the process before it
 * could tell the other parties why. So such a failure counts as handled here. The program learns of the end from what
 * it does wait for, or from its next call.
 *
 * A failure is noted with the operation that saw it first, and with the place where the program waits for that. The
 * place comes from the JavaScript engine's trace of awaits, which costs a successful call nothing. The trace ends with
 * the first promise that is awaited twice.
 */
/** Which operation a program called, and the stack of whoever waits for it. */
export interface Noted {
  readonly operation: string;
  readonly stack: string;
}

const failures = new WeakMap<object, Noted>();

/** By which operation a program met this failure first; null if by none, or none that sends. */
export const notedOf = (failure: unknown): Noted | null =>
  typeof failure === "object" && failure !== null ? (failures.get(failure) ?? null) : null;

export function attended<T>(operation: string, work: () => Promise<T>): Promise<T> {
  const own: { promise?: Promise<T> } = {};
  own.promise = noting(operation, work, own);
  return own.promise;
}

async function noting<T>(
  operation: string,
  work: () => Promise<T>,
  own: { promise?: Promise<T> },
): Promise<T> {
  try {
    return await work();
  } catch (failure) {
    // The trace first: once a second handler waits for the promise, it has none.
    note(failure, operation, new Error().stack ?? "");
    own.promise?.catch(() => {});
    throw failure;
  }
}

function note(failure: unknown, operation: string, stack: string): void {
  if (!(failure instanceof Error) || failures.has(failure)) return;
  failures.set(failure, { operation, stack });
}
