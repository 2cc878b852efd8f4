/**
 * Runs an operation whose promise a program may leave aside while it waits for another. When a run ends, every
 * operation under way fails with it; a host that calls one of them unhandled would stop the process, before it
 * could tell the other parties why. The program learns of the end from what it does wait for, or from its next call.
 */
export function attended<T>(operation: () => Promise<T>): Promise<T> {
  const promise = operation();
  promise.catch(() => {});
  return promise;
}
