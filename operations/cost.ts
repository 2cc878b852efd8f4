import type { Cost } from "../online/operation.ts";

/** Of nothing, and of what each party does by itself. */
export const NO_COST: Cost = { rounds: 0, opened: 0, items: [] };

/** Of one after the other. */
export const inTurn = (...costs: readonly Cost[]): Cost => ({
  rounds: costs.reduce((sum, { rounds }) => sum + rounds, 0),
  opened: costs.reduce((sum, { opened }) => sum + opened, 0),
  checks: costs.reduce((sum, { checks = 0 }) => sum + checks, 0),
  items: costs.flatMap(({ items }) => items),
});

/** Of all in the same rounds, and checks. */
export const atOnce = (...costs: readonly Cost[]): Cost => ({
  ...inTurn(...costs),
  rounds: Math.max(0, ...costs.map(({ rounds }) => rounds)),
  checks: Math.max(0, ...costs.map(({ checks = 0 }) => checks)),
});
