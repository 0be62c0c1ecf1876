"""What pydicom finds in each file, in order: [depth, tag, vr] of every element before the pixel data. Input: [path]."""
import json
import sys
import warnings

import pydicom

warnings.filterwarnings('ignore')


def lines(data, depth):
    for element in data:
        if depth == 0 and element.tag in (0x7FE00008, 0x7FE00009, 0x7FE00010):
            return
        vr = 'SQ' if element.VR == 'SQ' else element.VR
        yield [depth, f'({element.tag.group:04X},{element.tag.element:04X})', vr]
        if vr == 'SQ':
            for item in element.value:
                yield [depth + 1, '', '']
                yield from lines(item, depth + 2)


print(json.dumps([list(lines(pydicom.dcmread(path, stop_before_pixels=True, force=True), 0)) for path in json.load(sys.stdin)]))
