/** What the disk and its stand-ins in tests must agree on. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { it, type TestContext } from "node:test";
import type { Files } from "../../host/node/stock/files.ts";

/** `make` gives an empty folder, which exists, and whatever is to be run on it. */
export function filesContract(
  name: string,
  make: (t: TestContext) => { readonly files: Files; readonly folder: string },
): void {
  it(`${name}: files are created once, written over and beyond their end, listed and removed`, async (t) => {
    const { files, folder } = make(t);
    const path = join(folder, "b");
    assert.deepEqual(
      [await files.read(path), await files.size(path), await files.list(folder)],
      [null, null, []],
    );
    await assert.rejects(files.writeAt(path, 0, Uint8Array.of(1)), /ENOENT/);
    await assert.rejects(files.fsync(path), /ENOENT/);
    await assert.rejects(files.readAt(path, 0, 1), /ENOENT/);
    await files.unlink(path);

    const own = Uint8Array.of(1, 2, 3);
    await files.create(path, own);
    own.fill(9);
    await assert.rejects(files.create(path, Uint8Array.of(7)), /EEXIST/);
    assert.deepEqual([...(await files.read(path))!], [1, 2, 3]);
    await files.writeAt(path, 1, Uint8Array.of(5));
    await files.writeAt(path, 5, Uint8Array.of(8));
    await files.fsync(path);
    assert.deepEqual([...(await files.read(path))!], [1, 5, 3, 0, 0, 8]);
    assert.equal(await files.size(path), 6);
    assert.deepEqual([...(await files.readAt(path, 4, 9))], [0, 8]);
    assert.deepEqual([...(await files.readAt(path, 1, 2))], [5, 3]);
    // What was read is the reader's.
    (await files.read(path))!.fill(4);
    assert.equal((await files.readAt(path, 0, 1))[0], 1);

    await files.create(join(folder, "a"), new Uint8Array(0));
    assert.deepEqual(await files.list(folder), ["a", "b"]);
    await files.unlink(path);
    await files.fsyncDirectory(folder);
    assert.deepEqual(await files.list(folder), ["a"]);
    assert.equal(await files.realPath(folder), folder);
  });
}
