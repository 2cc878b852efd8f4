/** Neither a MAC check nor the authenticated-value check runs: everything that was opened counts as right. */
import { WITHOUT } from "../../offline/labels.ts";
import { BOXES } from "../../offline/lowgear/boxes.ts";
import { type CheckKey, MacKey } from "../../protocols/mac-key.ts";
import { ablation } from "./ablation.ts";

class UncheckedMacKey extends MacKey {
  /** The skipped argument is a MAC check, which resolves to undefined. */
  override async exclusively<T>(): Promise<T> {
    return undefined as T;
  }

  override section<T>(work: (key: CheckKey) => Promise<T>): Promise<T> {
    return work(this);
  }
}

const nothing = async (): Promise<void> => {};

export const noMacCheck = ablation({
  name: "no-mac-check",
  labels: [`${WITHOUT}MAC checks`],
  boxes: { ...BOXES, MacKey: UncheckedMacKey, authenticate: nothing },
});
