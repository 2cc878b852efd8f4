#!/usr/bin/env bash
# Of: mpyc 0.11 and galois 0.4.11, both Python, fields of 2^n elements by their order alone.
# Guess, before it was run: two libraries that are asked for the field of 256 elements take the polynomial of AES,
# x^8 + x^4 + x^3 + x + 1, so that products of the same bytes agree. (Other sizes were looked at in the same run.)
# Behaviour: mpyc takes the smallest irreducible polynomial (for 256 that of AES), galois Conway's. They agree for n = 2 … 5
# and differ for n = 6, where tests of small fields end. Sums agree always, being XOR; products do not.
# Seen: same for n = 2 3 4 5 7 11 13; n = 8: 283 and 285, and 87 times 131 is 193 in one, 49 in the other.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv v
v/bin/pip install --quiet --disable-pip-version-check mpyc==0.11 galois==0.4.11 numpy==2.4.6 numba==0.68.1
cat > fields.py <<'PY'
import galois
from mpyc.runtime import mpc

ours = lambda n: mpc.SecFld(2**n).field
theirs = lambda n: galois.GF(2**n)
polynomials = {n: (int(ours(n).modulus), int(theirs(n).irreducible_poly)) for n in range(2, 14)}
print("same for n =", *[n for n, (a, b) in polynomials.items() if a == b])
print("n = 8:", *polynomials[8])
a, b = 87, 131
print("sums", int(ours(8)(a) + ours(8)(b)), int(theirs(8)(a) + theirs(8)(b)))
print("products", int(ours(8)(a) * ours(8)(b)), int(theirs(8)(a) * theirs(8)(b)))
PY
seen=$(v/bin/python fields.py --no-log 2> errors.txt) || { cat errors.txt; exit 1; }
seen=$(grep -v '^[0-9]\{4\}-' <<< "$seen")
echo "$seen"
expected="same for n = 2 3 4 5 7 11 13
n = 8: 283 285
sums 212 212
products 193 49"
[ "$seen" = "$expected" ] || { echo "CHANGED: expected other fields from n = 6 on"; exit 1; }
