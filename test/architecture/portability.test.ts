import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { build } from "esbuild";
import { codeOf, importsOf, PORTABLE, read, sourcesOf } from "./sources.ts";

/** Names that a browser lacks. */
const HOST_ONLY = /\b(Buffer|process|setImmediate|require|__dirname|__filename)\b/;

/** algebra/kernel/build.ts runs when the kernels are compiled, never in a session. */
const portable = [...PORTABLE, "host/party"]
  .flatMap(sourcesOf)
  .filter((file) => file !== "algebra/kernel/build.ts");

describe("the portable core", () => {
  for (const file of portable) {
    it(`${file} uses nothing that only Node has`, () => {
      const text = read(file);
      assert.deepEqual(
        importsOf(text).filter((target) => target.startsWith("node:")),
        [],
      );
      assert.equal(HOST_ONLY.exec(codeOf(text))?.[0], undefined);
    });
  }

  it("bundles for the browser from the public entry", async () => {
    const result = await build({
      entryPoints: ["index.ts"],
      bundle: true,
      write: false,
      format: "esm",
      platform: "browser",
      target: "es2022",
      logLevel: "silent",
    });
    assert.deepEqual(result.errors, []);
    const text = result.outputFiles[0]!.text;
    assert.ok(!text.includes('from "node:'), "a node: import survived in the bundle");
  });

  it("would notice a host-only name, but not one in a comment or a string", () => {
    assert.equal(HOST_ONLY.exec(codeOf("const x = Buffer.from(y);"))?.[0], "Buffer");
    assert.equal(
      HOST_ONLY.test(codeOf('/* Buffer */ const s = "process"; // setImmediate')),
      false,
    );
  });
});
