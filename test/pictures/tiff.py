"""Writes TIFF files with PIL and tifffile into a folder and prints what PIL or tifffile reads in them, as JSON."""
import json
import sys

import numpy as np
import tifffile
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
    for compression in (None, "tiff_lzw", "tiff_adobe_deflate", "packbits"):
        file = f"{name}-{compression}.tiff"
        image.save(f"{folder}/{file}", compression=compression)
        back = Image.open(f"{folder}/{file}")
        colour = back.convert("RGB") if name in ("rgb", "rgba", "palette") else back
        said.append({"file": file, "frames": [np.asarray(colour).astype(float).ravel().tolist()]})
images["grey"].save(f"{folder}/pages.tif", save_all=True, append_images=[Image.fromarray(255 - grey)])
said.append({"file": "pages.tif", "frames": [p.astype(float).ravel().tolist() for p in (grey, 255 - grey)]})
wide = random.integers(0, 256, (45, 37, 3), np.uint8)
forms = {
    "tiles": (wide, {"tile": (16, 16)}),
    "tiles-deflate": (wide, {"tile": (16, 32), "compression": "zlib"}),
    "tiles-differences": (wide, {"tile": (32, 16), "compression": "zlib", "predictor": True}),
    "tiles-deep": (wide.astype(np.uint16) * 257 - 3, {"tile": (16, 16), "byteorder": ">"}),
    "tiles-grey": (wide[:, :, 0], {"tile": (16, 16), "compression": "zlib", "predictor": True}),
    "planes": (wide.transpose(2, 0, 1).copy(), {"planarconfig": "separate", "rowsperstrip": 10}),
    "planes-deflate": (wide.transpose(2, 0, 1).copy(), {"planarconfig": "separate", "compression": "zlib"}),
    "planes-tiles": (wide.transpose(2, 0, 1).copy(), {"planarconfig": "separate", "tile": (16, 16)}),
}
for name, (values, form) in forms.items():
    byteorder = form.pop("byteorder", "<")
    file = f"{name}.tif"
    colour = values.ndim == 3
    with tifffile.TiffWriter(f"{folder}/{file}", byteorder=byteorder) as writer:
        writer.write(values, photometric="rgb" if colour else "minisblack", **form)
    # PIL makes eight bits of deep colour.
    back = tifffile.imread(f"{folder}/{file}") if "deep" in name else np.asarray(Image.open(f"{folder}/{file}"))
    said.append({"file": file, "frames": [back.astype(float).ravel().tolist()]})
print(json.dumps(said))
