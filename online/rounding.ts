/** How truncation rounds. Equal at all parties. */
export type Rounding = "probabilistic" | "floor";
