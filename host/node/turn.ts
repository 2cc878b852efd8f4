/**
 * Turns of the event loop on Node. A turn begins once every promise that is settled now has run its continuations. If
 * nextTick is scheduled from a microtask, it runs after all of them. setImmediate would first look for input once more,
 * which takes about 4 µs in each dependent round.
 */

/** LOCAL. How long after a turn the loop polls for the answer before it sleeps, in milliseconds. */
const POLL_MS = 0.1;

export type Turn = (callback: () => void) => void;

export const nextTurn: Turn = (callback) => queueMicrotask(() => process.nextTick(callback));

/**
 * As nextTurn, but the loop polls for a moment after each turn before it sleeps: a party usually sends in a turn and
 * then waits. On a fast link, waking up takes longer than the answer. Only for parties with a core of their own: on a
 * shared core, polling would prevent the others from answering.
 */
export function pollingTurn(): Turn {
  let until = 0;
  let polling = false;
  const poll = (): void => {
    if (performance.now() < until) setImmediate(poll);
    else polling = false;
  };
  return (callback) =>
    nextTurn(() => {
      callback();
      until = performance.now() + POLL_MS;
      if (polling) return;
      polling = true;
      setImmediate(poll);
    });
}
