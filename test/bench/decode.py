"""Decodes every file of a folder with GDCM on one thread; prints the milliseconds of each of `rounds` passes after one.

    decode.py <folder> <rounds>
"""
import json
import pathlib
import sys
import time

import gdcm

folder, rounds = sys.argv[1:]


def decode():
    for path in sorted(pathlib.Path(folder).iterdir()):
        reader = gdcm.ImageReader()
        reader.SetFileName(str(path))
        assert reader.Read()
        assert len(reader.GetImage().GetBuffer()) == 2 * 512 * 512


decode()
times = []
for _ in range(int(rounds)):
    start = time.perf_counter()
    decode()
    times.append((time.perf_counter() - start) * 1000)
print(json.dumps({'ms': times}))
