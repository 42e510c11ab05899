"""What a call of a few bytes takes from Python: calls.py FILE CALLS [str|bytes]. See ../Sources/calls."""
import itertools
import sys
import time

import ullage

with open(sys.argv[1], "rb") as file:
    texts = file.read().split(b"\n")[:-1]
if sys.argv[3:] != ["bytes"]:
    texts = [text.decode() for text in texts]
calls = int(sys.argv[2])
count = ullage.Counter("v4.8").count


def counted(number):
    tokens = 0
    for text in itertools.islice(itertools.cycle(texts), number):
        tokens += count(text)
    return tokens


counted(len(texts))
start = time.process_time()
tokens = counted(calls)
print(f"{(time.process_time() - start) * 1e9 / calls:.0f} {tokens}")
