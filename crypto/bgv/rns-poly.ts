// Stands in for algebra/ring until it is merged.
export interface RnsPoly {
  readonly at: number;
  readonly level: number;
}
