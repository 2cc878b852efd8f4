/**
 * What an online run spends: the only file of offline/ that online/ sees. Every backend and every store
 * passes test/contracts/preprocessing.ts: for any two honest parties, value shares, and separately MAC
 * shares, are uniform subject to their sums, also given all that the other n−2 parties know.
 */
import type { Field, Vector } from "../algebra/field.ts";
import type { MacKey } from "../protocols/mac-key.ts";
import type { Share } from "../protocols/share.ts";

/** authenticated: value and MAC, for the spdz engine. plain: value only, for the additive engine. */
export type Family = "authenticated" | "plain";

/** ⟦a⟧, ⟦b⟧, ⟦c⟧ with c_j = a_j·b_j. */
export interface Triples {
  readonly a: Share;
  readonly b: Share;
  readonly c: Share;
}

/** ⟦a⟧, ⟦a²⟧. */
export interface Squares {
  readonly a: Share;
  readonly square: Share;
}

/** ⟦r⟧ for the inputs of one party. */
export interface InputMasks {
  readonly mask: Share;
  /** r, at its owner only; null elsewhere. */
  readonly clear: Vector | null;
}

export interface MatrixPair {
  readonly b: Share;
  readonly c: Share;
}

/**
 * ⟦A⟧ (rows×inner), row-major. Each of `pairs`: ⟦B⟧ (inner×columns), ⟦C⟧ = ⟦A·B⟧ (rows×columns). Each of
 * `transposed`: ⟦B⟧ (rows×columns), ⟦C⟧ = ⟦Aᵀ·B⟧ (inner×columns).
 */
export interface MatrixTriple {
  readonly a: Share;
  readonly pairs: readonly MatrixPair[];
  readonly transposed: readonly MatrixPair[];
}

export interface MatrixShape {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  /** How many products A·B, and how many Aᵀ·B, one A carries. */
  readonly pairs: number;
  readonly transposed: number;
}

/** Uniform r on [0, p−2] with its 60 bits. */
export interface ComparisonMasks {
  readonly r: Share;
  /** bits[i] shares bit i of every r; 60 entries, least significant first. */
  readonly bits: readonly Share[];
}

/** Uniform r on [0, p−2] for truncation by f bits. */
export interface TruncationMasks {
  readonly r: Share;
  /** r >> f */
  readonly high: Share;
  /** bit 59 of r */
  readonly top: Share;
  /** The f low bits of r, least significant first; only where the exact form asked for them. */
  readonly low: readonly Share[] | null;
}

/** A kind of item as counted by planners, stores and reports. */
export type ItemKind =
  | { readonly kind: "triple" | "square" | "bit" | "random" | "comparison-mask" }
  | { readonly kind: "input-mask"; readonly owner: number }
  | { readonly kind: "matrix-triple"; readonly shape: MatrixShape }
  | { readonly kind: "truncation-mask"; readonly f: number; readonly exact: boolean };

/** "triple", "input-mask/1", "matrix-triple/64x30x1*4+4" (4 pairs, 4 transposed), "truncation-mask/16/exact". */
export function kindName(item: ItemKind): string {
  switch (item.kind) {
    case "input-mask":
      return `input-mask/${item.owner}`;
    case "matrix-triple": {
      const { rows, inner, columns, pairs, transposed } = item.shape;
      return `matrix-triple/${rows}x${inner}x${columns}*${pairs}+${transposed}`;
    }
    case "truncation-mask":
      return `truncation-mask/${item.f}${item.exact ? "/exact" : ""}`;
    default:
      return item.kind;
  }
}

/**
 * One party's preprocessing. Every call takes the next items of its kind, in call order, the same at
 * every party; each item is handed out once, durably marked before it is. Rejects with OutOfMaterial.
 */
export interface Preprocessing {
  readonly family: Family;
  readonly field: Field;
  /** Items of two key ids never meet. */
  readonly keyId: string;
  /** Null in the plain family. */
  readonly macKey: MacKey | null;
  /** What every result made with it must say, e.g. "insecure: trusted dealer". */
  readonly labels: readonly string[];
  /** The s of the proofs and of the flooding that it is made with; null where there are none, as a dealer's. */
  readonly statistical: number | null;

  triples(count: number): Promise<Triples>;
  squares(count: number): Promise<Squares>;
  /** ⟦b⟧ with b ∈ {0, 1}. */
  bits(count: number): Promise<Share>;
  /** ⟦r⟧ with r uniform, known to nobody. */
  randoms(count: number): Promise<Share>;
  inputMasks(owner: number, count: number): Promise<InputMasks>;
  /** One secret A with its products: a matrix that is multiplied many times is opened once, against A. */
  matrixTriple(shape: MatrixShape): Promise<MatrixTriple>;
  comparisonMasks(count: number): Promise<ComparisonMasks>;
  truncationMasks(f: number, count: number, exact: boolean): Promise<TruncationMasks>;
  /** What was handed out so far, by kindName. */
  used(): ReadonlyMap<string, number>;
  /** What was made in this session and handed to nobody, by kindName; the same after the end, when it is lost. */
  spare(): ReadonlyMap<string, number>;
  /** Orderly end: leftovers in memory are zeroed, locks released. */
  close(): Promise<void>;
}
