import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { showStore } from "../../../host/node/stock/show.ts";
import { makeStore, storeRoom } from "./store-room.ts";

describe("the places of a store", () => {
  it("keys inside of the store's directory are refused", async (t) => {
    const { directory } = storeRoom(t);
    for (const name of [".", "keys", "..keys", ".../keys"])
      await assert.rejects(makeStore({ directory, keyDirectory: join(directory, name) }), {
        code: "misplaced",
        message: /outside of its directory/,
      });
  });

  it("keys that a symbolic link leads into the store's directory are refused", async (t) => {
    const { root, directory } = storeRoom(t);
    mkdirSync(directory);
    symlinkSync(directory, join(root, "link"));
    const misplaced = { code: "misplaced", message: /outside of its directory/ };
    for (const [at, keys] of [
      [directory, join(root, "link", "keys")],
      [join(root, "link"), join(directory, "keys")],
      [directory, join(root, "link")],
    ] as const)
      await assert.rejects(makeStore({ directory: at, keyDirectory: keys }), misplaced);
    // Beside it a link is as good as any other way.
    const stock = await makeStore({
      directory: join(root, "link", "a"),
      keyDirectory: `${root}/b`,
    });
    await stock.close();
  });

  it("a file where a folder of the store should be is said to be one", async (t) => {
    const { root } = storeRoom(t);
    const [file, folder] = [join(root, "file"), join(root, "folder")];
    writeFileSync(file, "");
    const misplaced = { code: "misplaced", message: /file.* a folder is expected/ };
    for (const [directory, keyDirectory] of [
      [file, folder],
      [folder, file],
      [folder, join(file, "below")],
    ] as const)
      await assert.rejects(makeStore({ directory, keyDirectory }), misplaced);
    await assert.rejects(showStore({ directory: folder, keyDirectory: file }), misplaced);
  });
});
