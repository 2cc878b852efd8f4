/**
 * Turns of the event loop on Node. A turn begins once every promise that is settled now has had its say: scheduled
 * from a microtask, nextTick runs after all of them; setImmediate would first look for input once more, about 4 µs
 * in each dependent round.
 */

/** LOCAL. How long after a turn the loop polls for the answer before it sleeps, in milliseconds. */
const POLL_MS = 0.1;

export type Turn = (callback: () => void) => void;

export const nextTurn: Turn = (callback) => queueMicrotask(() => process.nextTick(callback));

/**
 * The same; and after each turn, in which a party usually sends and then waits, the loop polls a moment instead of
 * going to sleep: to be woken costs more than the answer takes on a fast link. Only for parties with a core of their
 * own: on a shared core it would keep the others from answering.
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
