#!/usr/bin/env bash
# Of: mpyc 0.11 (secure computation in Python), one party, secure integers of 8 bits.
# Guess, before it was run: a value that leaves the 8 bits is an error, or wraps (300 to 44).
# That comparisons of it could be anything but 0 and 1 was not thought of.
# Behaviour: sums and products go on being right far beyond 8 bits, so that nothing looks wrong. A comparison of such
# values is 2 or 40 instead of 1, without an error; what is built of comparisons returns values that were
# never put in: the larger of 300 and 5 is 595, and three sorted numbers are three others.
# Seen: see `expected` below.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv v
v/bin/pip install --quiet --disable-pip-version-check mpyc==0.11
cat > compare.py <<'PY'
from mpyc.runtime import mpc

small = mpc.SecInt(8)
opened = lambda secret: mpc.run(mpc.output(secret))
hundred, five, seven = small(100), small(5), small(7)
three = hundred + hundred + hundred
print("sum", opened(three), "product", opened(hundred * hundred))
print("100 > 5:", opened(hundred > five))
print("300 > 5:", opened(three > five), "300 < 5:", opened(three < five))
print("10000 > 5:", opened(hundred * hundred > five))
print("sign of 300:", opened(mpc.sgn(three)))
print("larger of 300 and 5:", opened(mpc.max(three, five)))
print("sorted 300, 5, 7:", [opened(value) for value in mpc.sorted([three, five, seven])])
PY
seen=$(v/bin/python compare.py --no-log 2> errors.txt) || { cat errors.txt; exit 1; }
seen=$(grep -v '^[0-9]\{4\}-' <<< "$seen")
echo "$seen"
expected="sum 300 product 10000
100 > 5: 1
300 > 5: 2 300 < 5: -1
10000 > 5: 40
sign of 300: 3
larger of 300 and 5: 595
sorted 300, 5, 7: [-577, -1, 890]"
[ "$seen" = "$expected" ] || { echo "CHANGED: expected comparisons that are no bits"; exit 1; }
