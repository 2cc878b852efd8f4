/**
 * How secret numbers are compared. tree: in a tree over the bits of a mask, the default. product: by whether a product is
 * 0, with half the triples and more rounds. Equal at all parties. Cards of operations that compare have the tree's figures.
 */
export type Comparisons = "tree" | "product";
