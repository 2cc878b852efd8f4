#!/usr/bin/env bash
# Of: msgpackr 2.1.3 (JavaScript) and msgpack 1.2.4 (Python), over the same bytes.
# Guess, before it was run: a whole number beyond 32 bits, such as a count of bytes, is a MessagePack integer of 64 bits on
# either side, so that it stays a whole number: an int in Python, and in JavaScript a number while it is safe.
# (What becomes of -0 and of small integers in eight bytes came to light in the same runs.)
# Behaviour: both ways it comes out as something else. msgpackr packs 2^40 as a 64-bit float, which Python reads as float; the
# int 2^40 of Python is read as a bigint, which throws at the next sum with a number. Small ones are numbers again where the
# writer took one to four bytes, but bigints where it took eight: the type follows the width, not the value. And -0 is packed as the integer 0.
# Seen: JS 2^40 -> float 1099511627776.0; Python 2**40 -> bigint; 5 in one byte -> number, in eight -> bigint; -0 -> 0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --no-save --silent node@24.21.0 msgpackr@2.1.3
python3 -m venv v
v/bin/pip install --quiet --disable-pip-version-check msgpack==1.2.4
cat > pack.mjs <<'JS'
import { writeFileSync } from "node:fs";
import { pack, unpack } from "msgpackr";
writeFileSync("from-js", pack([2 ** 31, 2 ** 32, 2 ** 40, 5n]));
console.log("-0 comes back as -0:", Object.is(unpack(pack(-0)), -0));
JS
cat > both.py <<'PY'
import msgpack

print("in Python:", *[f"{type(v).__name__} {v}" for v in msgpack.unpackb(open("from-js", "rb").read())])
open("from-python", "wb").write(msgpack.packb([2**31, 2**32, 2**40, 5]))
PY
cat > unpack.mjs <<'JS'
import { readFileSync } from "node:fs";
import { unpack } from "msgpackr";
const values = [...unpack(readFileSync("from-python")), unpack(Uint8Array.of(0xcf, 0, 0, 0, 0, 0, 0, 0, 5))];
console.log("in JavaScript:", values.map((value) => `${typeof value} ${value}`).join(" "));
JS
seen=$(npx --no-install node pack.mjs && v/bin/python both.py && npx --no-install node unpack.mjs)
echo "$seen"
expected="-0 comes back as -0: false
in Python: int 2147483648 float 4294967296.0 float 1099511627776.0 int 5
in JavaScript: number 2147483648 bigint 4294967296 bigint 1099511627776 number 5 bigint 5"
[ "$seen" = "$expected" ] || { echo "CHANGED: expected floats one way and bigints the other"; exit 1; }
