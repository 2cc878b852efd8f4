/** Without proofs: all parties exchange their ciphertexts, or keys, and nobody proves anything about them. */
import type { Session } from "../../network/session.ts";
import { WITHOUT } from "../../offline/labels.ts";
import { BOXES } from "../../offline/lowgear/boxes.ts";
import { broadcastImages, type ShortProof } from "../../protocols/prove-short.ts";
import { ablation } from "./ablation.ts";

async function exchangeImages<Key, Image, Witness>(
  session: Session,
  proof: ShortProof<Key, Image, Witness>,
): Promise<Image[][]> {
  return (await broadcastImages(session, proof)).map(({ images }) => images);
}

export const noProofs = ablation({
  name: "no-proofs",
  labels: [`${WITHOUT}proofs`],
  boxes: { ...BOXES, proveShort: exchangeImages },
});
