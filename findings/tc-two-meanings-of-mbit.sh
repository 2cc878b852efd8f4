#!/usr/bin/env bash
# Of: tc of iproute2 6.1.0 (Debian 12), queueing discipline tbf. Needs root and apt-get on Debian 12.
# Guess, before it was run: a suffix means the same wherever it stands in a command, mbit 10^6 bits as for rates, kb 1,000
# bytes; and a bare latency is in milliseconds, in which one thinks of links.
# Behaviour: in a rate mbit is 10^6 bits, in a size (burst, limit) 2^20 bits, two meanings in one line; kb and k are 1,024
# bytes. A bare latency is in microseconds: "50" is a thousandth of what was meant, and is taken without a word.
# (mbps is bytes, which is better known: eight times mbit.)
# Seen: rate 8mbit: 10^6 bytes a second, limit 1mbit: 131,072 bytes; burst 10kbit: 1,280, 10kb: 10,240; latency 50: 50 us.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
cd "$folder"
apt-get download -q iproute2=6.1.0-3 libbpf1 libelf1 libmnl0 libbsd0 libmd0 libcap2 libxtables12 > apt.txt 2>&1 || { cat apt.txt; exit 1; }
for package in *.deb; do dpkg -x "$package" x; done
cat > shape.sh <<'SH'
tc() { LD_LIBRARY_PATH=$(echo x/usr/lib/*-linux-gnu):$(echo x/lib/*-linux-gnu) x/sbin/tc "$@"; }
try() {
  tc qdisc add dev lo root tbf "$@"
  echo "$*: $(tc -j qdisc show dev lo | sed 's/.*"options":{\(.*\)}}.*/\1/')"
  tc qdisc del dev lo root
}
try rate 8mbit burst 10kbit latency 50ms
try rate 8mbit burst 10000 latency 50
# A limit is shown as the time that it takes beyond the burst: (131,072 - 10,240) bytes / 10^6 bytes a second.
try rate 8mbit burst 10kb limit 1mbit
SH
seen=$(unshare --net bash -euo pipefail shape.sh)
echo "$seen"
expected='rate 8mbit burst 10kbit latency 50ms: "rate":1000000,"burst":1280,"lat":50000
rate 8mbit burst 10000 latency 50: "rate":1000000,"burst":10000,"lat":50
rate 8mbit burst 10kb limit 1mbit: "rate":1000000,"burst":10240,"lat":120832'
[ "$seen" = "$expected" ] || { echo "CHANGED: expected sizes by 1,024, rates by 1,000, bare microseconds"; exit 1; }
