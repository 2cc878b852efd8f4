/** What `close` says to a program that ends too early, on the engines and in the clear alike. */

/** The program waits for its result no more, or not yet. */
export const underWay = (operation: string): Error =>
  new Error(`close: an operation is still under way; await it: ${operation}`);

/** A comparison that only an `if` has looked at, for example. */
export const neverChecked = (elements: number): Error =>
  new Error(
    `close: ${elements} opened elements were never checked; output the result (a secret in an if is always true)`,
  );
