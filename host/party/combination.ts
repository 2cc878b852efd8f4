/** The named combinations of engine and material, and what every result made with them must say. */
import type { Family } from "../../items/columns.ts";
import type { Material } from "../../offline/backend-spec.ts";
import { BACKENDS, type BackendName } from "../../offline/backends.ts";
import { DEFAULT_STATISTICAL } from "../../protocols/security.ts";

/** AGREEMENT: the engine that spends material of a family, as in names of combinations. */
const ENGINES = {
  authenticated: "spdz",
  plain: "additive",
} as const satisfies Record<Family, string>;

type NamesWith<B> = B extends { readonly name: infer N extends string; readonly makes: infer M }
  ? `${(typeof ENGINES)[keyof M & Family]}+${N}`
  : never;

/** "spdz+lowgear": an engine and the backend that makes its material; "plain": in the clear, without material. */
export type Security = NamesWith<(typeof BACKENDS)[number]> | "plain";
/** A combination with material. */
export type WithMaterial = Exclude<Security, "plain">;

export interface Combination {
  readonly name: Security;
  /** The material that the engine spends; null if nothing is hidden from anybody. */
  readonly family: Family | null;
  /** Who makes the material; null where there is none. */
  readonly backend: BackendName | null;
  /** Printed in every table and plot; empty only for what is secure. */
  readonly labels: readonly string[];
}

/** Who makes the material of a combination, and what it is. */
export interface MadeBy {
  readonly backend: (typeof BACKENDS)[number];
  readonly family: Family;
  readonly material: Material;
}

const FAMILIES = Object.keys(ENGINES) as Family[];

/** By name: what each backend makes for either engine, in the order of backends. */
const COMBINATIONS: ReadonlyMap<string, MadeBy> = new Map(
  BACKENDS.flatMap((backend) => {
    const makes: Partial<Readonly<Record<Family, Material>>> = backend.makes;
    return FAMILIES.flatMap((family) => {
      const material = makes[family];
      const name = `${ENGINES[family]}+${backend.name}`;
      return material === undefined ? [] : [[name, { backend, family, material }] as const];
    });
  }),
);

/** Those that spend material, in the order in which they are listed, and shown. */
export const WITH_MATERIAL = [
  ...COMBINATIONS.keys(),
] as readonly string[] as readonly WithMaterial[];

/** All of them, in that order. */
export const SECURITIES: readonly Security[] = [...WITH_MATERIAL, "plain"];

/** The default. */
export const DEFAULT_SECURITY: WithMaterial = "spdz+lowgear";

export const isSecurity = (name: string): name is Security =>
  (SECURITIES as readonly string[]).includes(name);

/** RangeError for a name of none. */
export function madeBy(security: WithMaterial): MadeBy {
  const made = COMBINATIONS.get(security);
  if (made === undefined) throw new RangeError(`no combination with material: ${security}`);
  return made;
}

/** With what its labels say at this s. RangeError for a name of none. */
export function combinationOf(
  security: Security,
  statistical: number = DEFAULT_STATISTICAL,
): Combination {
  if (security === "plain")
    return {
      name: security,
      family: null,
      backend: null,
      labels: ["insecure: computed in the clear"],
    };
  const { backend, family, material } = madeBy(security);
  return { name: security, family, backend: backend.name, labels: material.labels(statistical) };
}

/** Members of a session beside its parties: the dealer, where material comes from one. */
export const dealersOf = (security: Security): 0 | 1 =>
  security === "plain" ? 0 : madeBy(security).backend.dealers;

/** The same without active security; null if there is no such combination, or this one has no active security. */
export function twinOf(security: Security): WithMaterial | null {
  const twin = security === "plain" ? null : madeBy(security).material.twin;
  if (twin === null) return null;
  const name = `${ENGINES.plain}+${twin}`;
  if (!COMBINATIONS.has(name))
    throw new RangeError(`the twin of ${security} is ${name}: no such combination`);
  return name as WithMaterial;
}

/** Combinations of which a part can be left out, to measure what it costs. */
export const ABLATABLE: readonly Security[] = SECURITIES.filter(
  (security) => security !== "plain" && madeBy(security).backend.ablations,
);
