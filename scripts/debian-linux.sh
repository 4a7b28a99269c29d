#!/usr/bin/env bash
# Debian's Linux for riscv64 with a busybox shell, from the machine's own Debian mirror into a cache outside the tree:
# Image, initrd (modules for virtio disks, random numbers and ext4) and disk.img (ext4). configs/linux.yaml boots it.
# Needs apt-get, dpkg-deb, xz, mke2fs and node; no root.
set -euo pipefail

suite=${1:-trixie}
cache=${HARTBED_LINUX:-${XDG_CACHE_HOME:-$HOME/.cache}/hartbed/linux}
scripts=$(cd "$(dirname "$0")" && pwd)

for tool in apt-get dpkg-deb xz mke2fs node; do
  PATH=$PATH:/sbin:/usr/sbin command -v "$tool" >/dev/null || { echo "debian-linux.sh: $tool is missing" >&2; exit 2; }
done
# The first Debian archive that this machine uses.
mirror=$(grep -hE '^(URIs:|deb )' /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
  grep -oE 'https?://[^ ]+/debian/?( |$)' | head -n 1 | tr -d ' ') || true
if [ -z "$mirror" ]; then
  echo "debian-linux.sh: no Debian archive in /etc/apt/sources.list or sources.list.d; expected a line or URIs: with one" >&2
  exit 2
fi

mkdir -p "$cache"/apt/{state/lists/partial,cache/archives/partial,etc}
cd "$cache/apt"
cat >etc/sources.list <<LIST
deb [arch=riscv64 signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main
LIST
: >status
apt() {
  apt-get -qq -o Dir::State="$PWD/state" -o Dir::State::status="$PWD/status" -o Dir::Cache="$PWD/cache" \
    -o Dir::Etc::SourceList="$PWD/etc/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o APT::Architecture=riscv64 -o APT::Architectures=riscv64 -o APT::Sandbox::User= "$@"
}
echo "debian-linux.sh: $suite from $mirror into $cache" >&2
apt update
kernel=$(apt -s install --no-install-recommends linux-image-riscv64 2>/dev/null |
  sed -n 's/^Inst \(linux-image-[0-9][^ ]*\) .*/\1/p' | head -n 1)
[ -n "$kernel" ] || { echo "debian-linux.sh: $suite has no linux-image-riscv64" >&2; exit 2; }
rm -f -- *.deb
apt download "$kernel" busybox-static
rm -rf root unpacked
mkdir -p root/{bin,dev,lib,mnt,proc,sys} unpacked
for package in *.deb; do dpkg-deb -x "$package" unpacked; done
# vmlinux is the flat image that firmware starts; the name is Debian's.
cp unpacked/boot/vmlinu[xz]-* "$cache/Image"
cp "$(find unpacked -type f -path '*bin/busybox' | head -n 1)" root/bin/busybox
# In the order in which they need each other.
modules="crc16 mbcache jbd2 crc32c_generic libcrc32c ext4 virtio_mmio virtio_blk virtio-rng"
for module in $modules; do
  file=$(find unpacked -name "$module.ko*" | head -n 1)
  case $file in
    *.xz) xz -dc "$file" >"root/lib/$module.ko" ;;
    ?*) cp "$file" "root/lib/$module.ko" ;;
  esac
done
cat >root/init <<INIT
#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
for module in $modules; do [ -f /lib/\$module.ko ] && insmod /lib/\$module.ko; done
[ -b /dev/vda ] && mount -t ext4 /dev/vda /mnt
echo "\$(nproc) harts, Linux \$(uname -r)"
exec setsid cttyhack sh
INIT
chmod +x root/init root/bin/busybox
node "$scripts/initramfs.mjs" root "$cache/initrd"
rm -f "$cache/disk.img"
mkdir -p files
echo "a file on a virtio disk" >files/hello
PATH=$PATH:/sbin:/usr/sbin mke2fs -q -t ext4 -O ^has_journal -d files "$cache/disk.img" 8M
rm -rf unpacked
echo "debian-linux.sh: done: HARTBED_LINUX=$cache hartbed run linux" >&2
