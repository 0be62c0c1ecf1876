"""The same weights in several networks, exported by PyTorch, with what it computes: twins.py <folder>
[<folder of images.py>].

classes.onnx and regions.onnx have their channels first. `-last`: between two transposes, as optimised exports of
TensorFlow are; `-each`: every convolution between its own two, as they are before that.
"""
import json
import sys
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnx.numpy_helper
import pydicom
import torch
from torch import nn

warnings.filterwarnings('ignore')


def to_last(x): return x.permute(0, *range(2, x.ndim), 1)
def to_first(x): return x.permute(0, x.ndim - 1, *range(1, x.ndim - 1))


class Each(nn.Module):
    """A convolution of maps that have their channels last."""

    def __init__(self, convolution):
        super().__init__()
        self.convolution = convolution

    def forward(self, x): return to_last(self.convolution(to_first(x)))


class Block(nn.Module):
    def __init__(self, conv, width, wrap):
        super().__init__()
        self.a, self.b = wrap(conv(width, width, 3, padding=1)), wrap(conv(width, width, 3, padding=1))

    def forward(self, x): return torch.relu(x + self.b(torch.relu(self.a(x))))


class Classes(nn.Module):
    """Three classes of three-channel images: two residual blocks, pooled and linear."""

    def __init__(self, wrap=lambda module: module, space=(2, 3)):
        super().__init__()
        self.stem, self.blocks, self.head, self.space = wrap(nn.Conv2d(3, 6, 3, 2, 1)), nn.Sequential(*(Block(nn.Conv2d, 6, wrap) for _ in range(2))), nn.Linear(6, 3), space

    def forward(self, x): return self.head(self.blocks(torch.relu(self.stem(x))).mean(self.space))


class Regions(nn.Module):
    """Two labels for every voxel of a volume, whose answer depends on a voxel's neighbours and on the edges."""

    def __init__(self, wrap=lambda module: module):
        super().__init__()
        self.stem, self.block, self.head = wrap(nn.Conv3d(1, 4, 3, padding=1)), Block(nn.Conv3d, 4, wrap), wrap(nn.Conv3d(4, 2, 1))

    def forward(self, x): return self.head(self.block(torch.relu(self.stem(x))))


class Last(nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        y = self.inner(to_first(x))
        return to_last(y) if y.ndim > 2 else y


def export(network, image, file):
    axes = {'image': {n: f'n{n}' for n in range(1, image.ndim) if image.shape[n] > 3}}
    with torch.no_grad():
        torch.onnx.export(network.eval(), image, str(file), opset_version=14, input_names=['image'], output_names=['logits'], dynamic_axes=axes)
        return network(image)


def save(folder, name, array):
    np.save(folder / f'{name}.npy', np.ascontiguousarray(array, '<f4'))


def precisions(folder, network, image):
    """classes-half.onnx: weights, input and output of half precision; -mixed: weights only; -bytes: fed whole numbers."""
    for kind in ('half', 'mixed'):
        model = onnx.load(folder / 'classes.onnx')
        for weight in model.graph.initializer:
            if weight.data_type == onnx.TensorProto.FLOAT:
                weight.CopyFrom(onnx.numpy_helper.from_array(onnx.numpy_helper.to_array(weight).astype('f2'), weight.name))
        if kind == 'half':
            for value in (*model.graph.input, *model.graph.output):
                value.type.tensor_type.elem_type = onnx.TensorProto.FLOAT16
        else:
            for node in model.graph.node:
                node.input[:] = ['image/half' if name == 'image' else name for name in node.input]
                node.output[:] = ['logits/half' if name == 'logits' else name for name in node.output]
            model.graph.node.insert(0, onnx.helper.make_node('Cast', ['image'], ['image/half'], to=onnx.TensorProto.FLOAT16))
            model.graph.node.append(onnx.helper.make_node('Cast', ['logits/half'], ['logits'], to=onnx.TensorProto.FLOAT))
        onnx.save(model, str(folder / f'classes-{kind}.onnx'))
    bytes_in = (image * 50 + 128).clamp(0, 255).to(torch.uint8)

    class Bytes(nn.Module):
        def forward(self, x): return network((x.float() - 128) / 50)

    whole = Bytes().eval()
    whole.network = network
    save(folder, 'bytes-in', bytes_in)
    save(folder, 'bytes-out', export(whole, bytes_in, folder / 'classes-bytes.onnx'))
    for name, array in (('first-in', image), ('first-out', network(image).detach())):
        save(folder, name, array)
    np.save(folder / 'half-in.npy', image.numpy().astype('<f2'))


def softmax(x): return torch.softmax(x, 1)


def ensembles(folder):
    """Three networks each, and the mean of their probabilities: on a tensor, on the middle radiograph, on the volume."""
    image, volume = torch.randn(1, 3, 12, 16), torch.randn(1, 1, 6, 8, 10)
    classes, regions = [Classes() for _ in range(3)], [Regions() for _ in range(3)]
    for name, networks, given in (('classes', classes, image), ('regions', regions, volume)):
        for n, network in enumerate(networks):
            with torch.no_grad():
                # Loud ones and quiet ones: the mean of their logits is not what all say together.
                network.head.weight *= (.5, 1, 4)[n]
                if name == 'regions':
                    logits = network(given)[0].flatten(1)
                    network.head.bias[0] += (logits[1] - logits[0]).median()
            export(network, given, folder / f'{name}-fold-{n}.onnx')
        with torch.no_grad():
            save(folder, f'{name}-ensemble-in', given)
            save(folder, f'{name}-ensemble-out', sum(softmax(network(given) / 2) for network in networks) / 3)
            if len(sys.argv) < 3: continue
            if name == 'classes':
                stored = pydicom.dcmread(Path(sys.argv[2]) / 'radiographs/1.dcm').pixel_array.astype('f4') / 1024
                x = torch.from_numpy(np.broadcast_to(stored, (1, 3, *stored.shape)).copy())
                (folder / 'classes-ensemble.json').write_text(json.dumps((sum(softmax(network(x) / 2) for network in networks) / 3)[0].tolist()))
            else:
                x = torch.from_numpy(np.fromfile(Path(sys.argv[2]) / 'volume.f32', '<f4').reshape(1, 1, 6, 7, 9) / 1024)
                for plan, parts in (('whole', [x]), ('windows', x.split(3, 2))):
                    mean = sum(softmax(torch.cat([network(part) for part in parts], 2) / 2) for network in networks) / 3
                    mean.argmax(1).to(torch.uint8).numpy().tofile(folder / f'regions-{plan}.u8')


def main(folder):
    torch.manual_seed(3)
    image, volume = torch.randn(1, 3, 12, 16), torch.randn(1, 1, 6, 8, 10)
    classes, regions = Classes(), Regions()
    with torch.no_grad():
        # About as many voxels of either label.
        logits = regions(volume)[0].flatten(1)
        regions.head.bias[0] += (logits[1] - logits[0]).median()
    each_classes, each_regions = Classes(Each, (1, 2)), Regions(Each)
    for first, each in ((classes, each_classes), (regions, each_regions)):
        # The same modules, wrapped: names differ, order does not.
        each.load_state_dict(dict(zip(each.state_dict(), first.state_dict().values())))
    for name, first, each, given in (('classes', classes, each_classes, image), ('regions', regions, each_regions, volume)):
        logits = export(first, given, folder / f'{name}.onnx')
        for kind, network in (('last', Last(first)), ('each', each)):
            found = export(network, to_last(given), folder / f'{name}-{kind}.onnx')
            torch.testing.assert_close(found, to_last(logits) if name == 'regions' else logits)
        save(folder, f'{name}-in', to_last(given))
        save(folder, f'{name}-out', found)
    labels = found.argmax(-1, keepdim=True)
    save(folder, 'regions-masks', torch.cat([labels == n for n in range(2)], -1))
    precisions(folder, classes, image)
    ensembles(folder)
    # A picture of 12 rows and 16 columns, and what the package's preparation makes of it.
    picture = np.arange(12 * 16, dtype='f4').reshape(12, 16)
    save(folder, 'prepare-in', picture)
    save(folder, 'prepare-out', (picture[None, ..., None] * np.ones(3) - [1, 2, 3]) / [2, 4, 8])


main(Path(sys.argv[1]))
