#!/usr/bin/env bash
# Of: node-seal 7.0.0 (Microsoft SEAL 4.1.2).
# One would have guessed (the notes of our own measurements said otherwise before this script was written): correctionFactor() of a ciphertext is what BGV multiplies by at decryption: 1 when fresh, another
# residue mod t after a switch to the next modulus; 1 in CKKS, which has none.
# Behaviour: it is the scale, in every scheme. BGV says 1 after a switch too, while the saved object (eight bytes at offset 81)
# holds a true factor other than 1, and CKKS says 2^30. Whoever decrypts by hand needs the bytes.
# Seen: BGV fresh 1 (bytes: 1), switched 1 (bytes: 601797 of t = 1032193), CKKS 1073741824.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --no-save --silent node-seal@7.0.0 node@24.21.0
cat > factor.mjs <<'JS'
import SEAL from "node-seal";
const seal = await SEAL();
function contextOf(scheme, bits) {
  const parameters = new seal.EncryptionParameters(seal.SchemeType[scheme]);
  parameters.setPolyModulusDegree(8192);
  parameters.setCoeffModulus(seal.CoeffModulus.Create(8192, Int32Array.from(bits)));
  if (scheme !== "ckks") parameters.setPlainModulus(seal.PlainModulus.Batching(8192, 20));
  return new seal.SEALContext(parameters, true, seal.SecLevelType.tc128);
}
const encryptorOf = (context) =>
  new seal.Encryptor(context, new seal.KeyGenerator(context).createPublicKey());
function inBytes(cipher) {
  const bytes = cipher.saveToArray(seal.ComprModeType.none);
  return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(81, true);
}
const plain = new seal.Plaintext();
const cipher = new seal.Ciphertext();
const bgv = contextOf("bgv", [54, 54, 55, 55]);
new seal.BatchEncoder(bgv).encode(new BigUint64Array(8192).fill(7n), plain);
encryptorOf(bgv).encrypt(plain, cipher);
console.log(`BGV fresh ${cipher.correctionFactor()} (bytes: ${inBytes(cipher)})`);
new seal.Evaluator(bgv).cipherModSwitchToNextInplace(cipher);
console.log(`BGV switched ${cipher.correctionFactor()} (bytes: ${inBytes(cipher)})`);
const ckks = contextOf("ckks", [54, 40, 54]);
new seal.CKKSEncoder(ckks).encode(Float64Array.of(1.5, 2.5), 2 ** 30, plain);
encryptorOf(ckks).encrypt(plain, cipher);
console.log(`CKKS ${cipher.correctionFactor()}, scale ${cipher.scale()}`);
JS
seen=$(npx --no-install node factor.mjs)
echo "$seen"
expected="BGV fresh 1 (bytes: 1)
BGV switched 1 (bytes: 601797)
CKKS 1073741824, scale 1073741824"
[ "$seen" = "$expected" ] || { echo "CHANGED: expected correctionFactor() to be the scale"; exit 1; }
