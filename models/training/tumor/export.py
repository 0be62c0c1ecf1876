"""model.onnx and golden arrays of brain-tumor-mr."""
import torch

from common.export import smooth_noise, write_array, write_onnx
from common.prepare import zscore

from .data import SIZE, prepare


def write(net, out):
    write_onnx(net, torch.zeros(1, 1, SIZE, SIZE), out / 'model.onnx', {0: 'n'}, outputs=('scores', 'boxes'))
    with torch.no_grad():
        for number in 1, 2:
            image = zscore(smooth_noise([SIZE, SIZE], seed=number)[None, None])
            scores, boxes = net(image)
            write_array(out / f'golden/run-{number}-input.npy', image)
            write_array(out / f'golden/run-{number}-scores.npy', scores)
            write_array(out / f'golden/run-{number}-boxes.npy', boxes)
    # No multiple of the network's side: the resize has to weigh unequal shares of pixels.
    raw = (smooth_noise([257, 257], seed=3) * 255).round()
    write_array(out / 'golden/prepare-1-input.npy', raw)
    write_array(out / 'golden/prepare-1-output.npy', prepare(raw / 255))
