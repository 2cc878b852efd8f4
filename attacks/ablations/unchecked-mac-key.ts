/** A MAC key under which no check runs: whatever was opened is taken for right. */
import { type CheckKey, MacKey } from "../../protocols/mac-key.ts";

export class UncheckedMacKey extends MacKey {
  /** `check` is a MAC check, which resolves to nothing. */
  override async exclusively<T>(): Promise<T> {
    return undefined as T;
  }

  override section<T>(work: (key: CheckKey) => Promise<T>): Promise<T> {
    return work(this);
  }
}
