/** All backends: the one list of them. */
import type { AnyBackend } from "./backend-spec.ts";
import { dealer } from "./dealer/backend.ts";
import { lowgear } from "./lowgear/backend.ts";
import { semiHonestHe } from "./semi-honest-he/backend.ts";

/** In the order in which combinations are listed. A new one goes to the end: figures keep their colours. */
export const BACKENDS = [lowgear, semiHonestHe, dealer] as const satisfies readonly AnyBackend[];

export type BackendName = (typeof BACKENDS)[number]["name"];
