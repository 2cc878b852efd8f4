import { availableParallelism } from "node:os";

/** Cores that processes of this machine may use at once. */
export const coresHere = (): number => availableParallelism();
