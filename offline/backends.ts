/** All backends, in the order in which combinations are listed and figures get their colours. */
import type { AnyBackend } from "./backend-spec.ts";
import { LISTED } from "./registry.ts";

const ALL = Object.values(LISTED) satisfies readonly AnyBackend[];

export const BACKENDS: readonly (typeof ALL)[number][] = ALL.sort((a, b) => a.shownAt - b.shownAt);

export type BackendName = (typeof BACKENDS)[number]["name"];
