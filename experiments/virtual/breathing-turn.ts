import { nextTurn, type Turn } from "../../host/node/turn.ts";

/** LOCAL. Turns after which timers, signals and messages from other processes get a word in. */
const EVERY = 256;

/** As nextTurn, which alone would starve everything but promises. */
export function breathingTurn(): Turn {
  let turns = 0;
  return (callback) => {
    if (++turns % EVERY === 0) setImmediate(callback);
    else nextTurn(callback);
  };
}
