/** Which items of a kind are in which block of its segment, and where. */
import { TAG_BYTES } from "./ratchet.ts";

/** A batch begins with a new block, so its last block may be short. */
interface Placed {
  readonly firstItem: number;
  readonly firstBlock: number;
  readonly items: number;
}

export class BlockTable {
  /** How many items a full block has. */
  readonly perBlock: number;
  readonly #itemBytes: number;
  #batches: Placed[] = [];
  /** How many items and blocks there are. */
  items = 0;
  blocks = 0;

  /** `sharedBytes`: bytes per item without what only one party has, so that the blocks of all parties are equal. */
  constructor(itemBytes: number, sharedBytes: number, blockBytes: number) {
    this.#itemBytes = itemBytes;
    this.perBlock = Math.max(1, Math.floor(blockBytes / sharedBytes));
  }

  /** A copy of this table with one more batch. */
  after(items: number): BlockTable {
    const longer = new BlockTable(this.#itemBytes, 1, this.perBlock);
    longer.#batches = [...this.#batches];
    longer.items = this.items;
    longer.blocks = this.blocks;
    longer.append(items);
    return longer;
  }

  append(items: number): void {
    this.#batches.push({ firstItem: this.items, firstBlock: this.blocks, items });
    this.items += items;
    this.blocks += Math.ceil(items / this.perBlock);
  }

  /** The first item of a block. For the block after the last, the number of all items. */
  firstItem(block: number): number {
    const batch = this.#batches.findLast((b) => b.firstBlock <= block);
    if (batch === undefined || block >= this.blocks) return this.items;
    return batch.firstItem + (block - batch.firstBlock) * this.perBlock;
  }

  itemsIn(block: number): number {
    return this.firstItem(block + 1) - this.firstItem(block);
  }

  /** The first block that has no item below `item`. */
  blockFrom(item: number): number {
    const batch = this.#batches.findLast((b) => b.firstItem < item);
    if (batch === undefined) return 0;
    const within = Math.ceil(Math.min(item - batch.firstItem, batch.items) / this.perBlock);
    return batch.firstBlock + within;
  }

  /** The byte at which a block begins in its segment. */
  offset(block: number): number {
    return this.firstItem(block) * this.#itemBytes + Math.min(block, this.blocks) * TAG_BYTES;
  }

  /** Bytes of the segment. */
  get bytes(): number {
    return this.offset(this.blocks);
  }
}
