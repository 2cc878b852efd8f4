import assert from "node:assert/strict";
import { it } from "node:test";
import { compile, MODULES } from "../../../algebra/kernel/build.ts";

for (const module of MODULES)
  it(`rebuilding ${module.output} gives the committed bytes`, async () => {
    const { [module.constant]: base64 } = (await import(`../../../${module.output}`)) as Record<
      string,
      string
    >;
    const committed = Buffer.from(base64!, "base64");
    const rebuilt = Buffer.from(await compile(module));
    assert.ok(rebuilt.equals(committed), "the sources have changed: npm run kernels");
  });
