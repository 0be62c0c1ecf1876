"""Writes TIFF files with PIL into a folder and prints what PIL reads back from them, as JSON."""
import json
import sys

import numpy as np
from PIL import Image

folder = sys.argv[1]
random = np.random.default_rng(3)
grey = random.integers(0, 256, (21, 13), np.uint8)
deep = random.integers(0, 65536, (21, 13), np.uint16)
real = random.normal(size=(21, 13)).astype(np.float32)
rgb = random.integers(0, 256, (21, 13, 3), np.uint8)
images = {
    "grey": Image.fromarray(grey), "deep": Image.fromarray(deep), "real": Image.fromarray(real),
    "rgb": Image.fromarray(rgb), "rgba": Image.fromarray(np.dstack([rgb, grey])),
    "palette": Image.fromarray(rgb).quantize(40),
}
said = []
for name, image in images.items():
    for compression in (None, "tiff_lzw", "tiff_adobe_deflate"):
        file = f"{name}-{compression}.tiff"
        image.save(f"{folder}/{file}", compression=compression)
        back = Image.open(f"{folder}/{file}")
        colour = back.convert("RGB") if name in ("rgb", "rgba", "palette") else back
        said.append({"file": file, "frames": [np.asarray(colour).astype(float).ravel().tolist()]})
images["grey"].save(f"{folder}/pages.tif", save_all=True, append_images=[Image.fromarray(255 - grey)])
said.append({"file": "pages.tif", "frames": [p.astype(float).ravel().tolist() for p in (grey, 255 - grey)]})
print(json.dumps(said))
