"""What a script does instead of a collation: align every witness with the longest one, and take the majority per column.

usage: star.py diff|diff-fast|rapidfuzz OUT WITNESS...
"""
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict


def by_diff(options):
    def opcodes(a, b):
        with tempfile.TemporaryDirectory() as d:
            for name, text in (("a", a), ("b", b)):
                with open(f"{d}/{name}", "w", encoding="utf-8") as f:
                    f.write("\n".join(text.replace("\n", "¶")) + "\n")
            out = subprocess.run(["diff", *options, f"{d}/a", f"{d}/b"], capture_output=True, text=True).stdout
        at = 0
        for m in re.finditer(r"^(\d+)(?:,(\d+))?([acd])(\d+)(?:,(\d+))?$", out, re.M):
            a1, a2, kind, b1, b2 = m.groups()
            a1, a2, b1, b2 = int(a1), int(a2 or a1), int(b1), int(b2 or b1)
            a1, b1 = a1 - (kind != "a"), b1 - (kind != "d")
            yield a1, a2, b[b1:b2]
    return opcodes


def by_rapidfuzz(a, b):
    from rapidfuzz.distance import Levenshtein
    for op in Levenshtein.opcodes(a, b):
        if op.tag != "equal":
            yield op.src_start, op.src_end, b[op.dest_start:op.dest_end]


def vote(opcodes, texts):
    base = max(texts, key=len)
    columns = [[c] for c in base]
    inserted = defaultdict(list)
    for text in texts:
        if text is base:
            continue
        reading = list(base)
        for start, end, new in opcodes(base, text):
            for i in range(start, end):
                reading[i] = new[i - start] if i - start < len(new) else ""
            if len(new) > end - start:
                inserted[end].append(new[end - start:])
        for column, c in zip(columns, reading):
            column.append(c)
    out = []
    for i in range(len(base) + 1):
        if i in inserted:
            new, n = Counter(inserted[i]).most_common(1)[0]
            if 2 * n > len(texts):
                out.append(new)
        if i < len(base):
            out.append(Counter(columns[i]).most_common(1)[0][0])
    return "".join(out)


method, target, *files = sys.argv[1:]
ways = {"diff": by_diff([]), "diff-fast": by_diff(["--speed-large-files"]), "rapidfuzz": by_rapidfuzz}
texts = []
for file in files:
    with open(file, encoding="utf-8") as f:
        texts.append(f.read().strip("\n"))
with open(target, "w", encoding="utf-8") as f:
    f.write(vote(ways[method], texts))
