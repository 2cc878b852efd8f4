#!/usr/bin/env bash
# Of: node-seal 7.0.0 (Microsoft SEAL 4.1.2), BGV, N = 8192, a 20-bit plaintext modulus, ciphertexts of one 54-bit prime.
# One would have guessed (the notes of our own measurements said otherwise before this script was written): invariantNoiseBudget falls by one bit with every doubling of a ciphertext, reaches 0, and stays
# there whatever is added afterwards: a budget above 0 means that decryption is right.
# Behaviour: it reaches 0 and decryption goes wrong. About thirty doublings later the budget is
# above 0 again, and decryption as wrong as before. The noise is reduced modulo the prime, and 2^54 is only 1,343,487 more
# than this one: 54 doublings in a row act on the wrapped noise like twenty. The budget is the distance to the nearest
# multiple, not a memory.
# Seen: budgets 25, 24, … 1, 0 (right), 0 28 times (wrong), then 5, 4, 3, 2, 1 (wrong), then 0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --no-save --silent node-seal@7.0.0 node@24.21.0
cat > noise.mjs <<'JS'
import SEAL from "node-seal";
const seal = await SEAL();
const parameters = new seal.EncryptionParameters(seal.SchemeType.bgv);
parameters.setPolyModulusDegree(8192);
parameters.setCoeffModulus(seal.CoeffModulus.Create(8192, Int32Array.of(54, 54, 55, 55)));
parameters.setPlainModulus(seal.PlainModulus.Batching(8192, 20));
const context = new seal.SEALContext(parameters, true, seal.SecLevelType.tc128);
const keys = new seal.KeyGenerator(context);
const decryptor = new seal.Decryptor(context, keys.secretKey());
const evaluator = new seal.Evaluator(context);
const encoder = new seal.BatchEncoder(context);
const plain = new seal.Plaintext();
const cipher = new seal.Ciphertext();
const values = BigUint64Array.from({ length: 8192 }, (_, i) => BigInt(1 + (i % 7)));
encoder.encode(values, plain);
new seal.Encryptor(context, keys.createPublicKey()).encrypt(plain, cipher);
evaluator.cipherModSwitchToNextInplace(cipher);
evaluator.cipherModSwitchToNextInplace(cipher);
const t = parameters.plainModulus().value();
const phases = [];
for (let doublings = 0n; doublings < 70n; doublings++) {
  const budget = decryptor.invariantNoiseBudget(cipher);
  decryptor.decrypt(cipher, plain);
  const right = encoder.decodeBigUint64(plain).every((v, i) => v === (values[i] << doublings) % t);
  const phase = `budget ${budget > 0 ? "above 0" : "0"}, ${right ? "right" : "wrong"}`;
  if (phases.at(-1) !== phase) phases.push(phase);
  console.error(`${doublings} doublings: budget ${budget}, ${right ? "right" : "wrong"}`);
  evaluator.addInplace(cipher, cipher);
}
// With a little luck the last doubling at budget 0 is still right, or is not.
console.log(phases.filter((phase) => phase !== "budget 0, right").join("; "));
JS
seen=$(npx --no-install node noise.mjs 2> steps.txt)
cat steps.txt
echo "seen: $seen"
expected="budget above 0, right; budget 0, wrong; budget above 0, wrong; budget 0, wrong"
[ "$seen" = "$expected" ] || { echo "CHANGED: expected a budget that comes back while decryption is wrong"; exit 1; }
