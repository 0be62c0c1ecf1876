"""Where a report's first page shows strokes of measurements: a rectangle around the whole picture, and a line in it.

Prints the ends of the line as shares of the rectangle's width and height, [[x0, y0], [x1, y1]].
"""
import json
import subprocess
import sys

import numpy as np
from PIL import Image

pdf, stem = sys.argv[1:]
subprocess.run(['pdftoppm', '-r', '288', '-f', '1', '-l', '1', '-png', '-singlefile', pdf, stem], check=True)
page = np.asarray(Image.open(stem + '.png').convert('RGB')).astype(int)
rows, columns = np.nonzero((np.abs(page - [255, 209, 102]) < 24).all(2))
left, right, top, bottom = columns.min(), columns.max(), rows.min(), rows.max()
inner = (columns > left + 12) & (columns < right - 12) & (rows > top + 12) & (rows < bottom - 12)
x, y = columns[inner], rows[inner]
print(json.dumps([[(a - left) / (right - left), (b - top) / (bottom - top)] for a, b in ((x.min(), y[x == x.min()].mean()), (x.max(), y[x == x.max()].mean()))]))
