#!/bin/sh
# Pick a Python and hand over to tools/install.py: sh tools/setup.sh run|dev [PYTHON]
# Every ending that is not success is one line in Chinese and English, and a non-zero exit code.
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd) || exit 1
kind=${1:-run}
asked=${2:-}

say() {
    echo "rccrm: $1 / $2" >&2
    exit 1
}

# "ok 3.11.2", "old 3.9.18" or "bare 3.11.2" (no venv or no ensurepip); nothing when it does not run at all.
look_at() {
    "$1" -c '
import sys
word = "ok" if sys.version_info >= (3, 11) else "old"
if word == "ok":
    try:
        import ensurepip, venv
    except ImportError:
        word = "bare"
print(word + " " + ".".join(str(part) for part in sys.version_info[:3]))
' 2>/dev/null
}

unset PYTHONHOME PYTHONPATH PYTHONSTARTUP
old='' bare='' chosen=''
# 3.11 to 3.13 are tried by the project; a newer one only when nothing else is there.
for candidate in ${asked:-python3.13 python3.12 python3.11 python3 python python3.14 python3.15}; do
    found=$(look_at "$candidate") || continue
    case $found in
        ok\ *) chosen=$candidate; break ;;
        old\ *) old="${old:+$old, }$candidate ${found#old }" ;;
        bare\ *) bare="${bare:+$bare, }$candidate ${found#bare }" ;;
    esac
done
if [ -z "$chosen" ]; then
    [ -n "$bare" ] && say "$bare 缺少 venv 或 ensurepip,请安装系统的 python3-venv 包" \
        "$bare has no venv or ensurepip: install your system's python3-venv package, or name another: make setup PYTHON=/path/to/python3"
    [ -n "$old" ] && say "需要 Python 3.11 或更高版本,只找到 $old" \
        "Python 3.11 or newer is needed, found only $old; install one, or name it: make setup PYTHON=/path/to/python3"
    say "没有找到可用的 Python${asked:+ ($asked)},需要 3.11 或更高版本" \
        "no working Python found${asked:+ ($asked)}; install Python 3.11 or newer, or name it: make setup PYTHON=/path/to/python3"
fi
exec "$chosen" "$root/tools/install.py" "$kind" ${asked:+--asked}
