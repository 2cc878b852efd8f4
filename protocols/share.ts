/**
 * ⟦x⟧: this party's additive shares of a vector of secrets and, in the authenticated family, of its MACs.
 * Σ_i value_i = x and Σ_i mac_i = α·x (mod p). The plain family has no MACs. All operations here are local.
 */
import { difference } from "../algebra/deferred.ts";
import type { Deferred, Field, Scalar, Vector } from "../algebra/field.ts";

export interface Share {
  /** x_i; length t. */
  readonly value: Vector;
  /** m_i; length t. Null in the plain family. */
  readonly mac: Vector | null;
}

/** A share that is to be opened and then checked. Nobody may write into its vectors before. */
export interface Opening {
  readonly value: Deferred;
  readonly mac: Deferred | null;
}

declare const hidden: unique symbol;

/** An opening that shows nothing. Only `maskShares` and `maskSum` make it. */
export interface Masked extends Opening {
  readonly [hidden]: true;
}

/** A share of uniform elements, fresh from preprocessing. It hides one opening. */
export interface Mask extends Share {
  spent: boolean;
}

/** A mask that has not hidden anything yet. */
export const freshMask = ({ value, mac }: Share): Mask => ({ value, mac, spent: false });

/** What local operations need besides shares. */
export interface LocalContext {
  readonly field: Field;
  readonly self: number;
  /** α_i, or null in the plain family. */
  readonly macKeyShare: Scalar | null;
}

const both = (s: Share, t: Share, f: (a: Vector, b: Vector) => Vector): Share => {
  if ((s.mac === null) !== (t.mac === null))
    throw new TypeError("authenticated and plain shares do not mix");
  return {
    value: f(s.value, t.value),
    mac: s.mac === null || t.mac === null ? null : f(s.mac, t.mac),
  };
};
const each = (s: Share, f: (a: Vector) => Vector): Share => ({
  value: f(s.value),
  mac: s.mac === null ? null : f(s.mac),
});

/** ⟦x + y⟧ */
export const addShares = (h: LocalContext, x: Share, y: Share): Share =>
  both(x, y, (a, b) => h.field.add(a, b));

/** ⟦x − y⟧ */
export const subtractShares = (h: LocalContext, x: Share, y: Share): Share =>
  both(x, y, (a, b) => h.field.subtract(a, b));

/** ⟦x − r⟧, computed where it is opened and where it is checked. Spends r: TypeError if it is spent already. */
export function maskShares(x: Share, r: Mask): Masked {
  if ((x.mac === null) !== (r.mac === null))
    throw new TypeError("authenticated and plain shares do not mix");
  spend(r);
  return {
    value: difference("maskShares", x.value, r.value),
    mac: x.mac === null || r.mac === null ? null : difference("maskShares", x.mac, r.mac),
  } as Opening as Masked;
}

/** ⟦x + r + c⟧ for public c. Spends r: TypeError if it is spent already. */
export function maskSum(h: LocalContext, x: Share, r: Mask, c: Vector): Masked {
  const sum = addPublic(h, addShares(h, x, r), c);
  spend(r);
  return sum as Opening as Masked;
}

/** Marks r as spent: x − r and y − r together would show x − y. */
function spend(r: Mask): void {
  if (r.spent) throw new TypeError("a mask hides one opening, and this one is spent");
  r.spent = true;
}

/** ⟦−x⟧ */
export const negateShare = (h: LocalContext, x: Share): Share => each(x, (a) => h.field.negate(a));

/** ⟦c_j·x_j⟧ for public c. */
export const multiplyPublic = (h: LocalContext, x: Share, c: Vector): Share =>
  each(x, (a) => h.field.multiply(a, c));

/** ⟦s·x_j⟧ for a public scalar s. */
export const multiplyPublicScalar = (h: LocalContext, x: Share, s: Scalar): Share =>
  each(x, (a) => h.field.multiplyScalar(a, s));

/** ⟦x + c⟧ for public c: P_0 adds c to its value share, everyone adds α_i·c to its MAC share. */
export function addPublic(h: LocalContext, x: Share, c: Vector): Share {
  const value = h.self === 0 ? h.field.add(x.value, c) : x.value.slice();
  if (x.mac === null) return { value, mac: null };
  if (h.macKeyShare === null) throw new TypeError("an authenticated share without a MAC key");
  return { value, mac: h.field.multiplyScalarAdd(c, h.macKeyShare, x.mac) };
}

/** ⟦c⟧ for public c: a sharing that everyone knows. It is never a mask. */
export function sharePublic(h: LocalContext, c: Vector): Share {
  const value = h.self === 0 ? c.slice() : new BigUint64Array(c.length);
  return { value, mac: h.macKeyShare === null ? null : h.field.multiplyScalar(c, h.macKeyShare) };
}

/** The elements [from, to) as copies. */
export const sliceShare = (x: Share, from: number, to: number): Share =>
  each(x, (a) => a.slice(from, to));

/** The concatenated shares. TypeError if authenticated and plain shares are mixed. */
export function concatShares(shares: readonly Share[]): Share {
  const plain = shares.some((s) => s.mac === null);
  if (plain && shares.some((s) => s.mac !== null))
    throw new TypeError("authenticated and plain shares do not mix");
  const join = (parts: readonly Vector[]): Vector => {
    const out = new BigUint64Array(parts.reduce((sum, v) => sum + v.length, 0));
    let at = 0;
    for (const v of parts) {
      out.set(v, at);
      at += v.length;
    }
    return out;
  };
  return {
    value: join(shares.map((s) => s.value)),
    mac: plain ? null : join(shares.map((s) => s.mac!)),
  };
}
