"""Exports networks with random weights and writes beside them what was built (built.json).

    python3 export_networks.py <folder>

Narrow where the kind allows it; torchvision's are cut from their own classes, the others written here.
"""
import json
import sys
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnx.numpy_helper
import torch
import torchvision
from torch import nn
from torchvision.models.resnet import BasicBlock, Bottleneck

warnings.filterwarnings('ignore')


class Gated(nn.Module):
    """Squeeze and excitation on a two-layer block: residual, but no ResNet of the paper."""

    def __init__(self, width):
        super().__init__()
        self.a, self.b = nn.Conv2d(width, width, 3, 1, 1), nn.Conv2d(width, width, 3, 1, 1)
        self.gate = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(width, 2, 1), nn.ReLU(), nn.Conv2d(2, width, 1), nn.Sigmoid())

    def forward(self, x):
        y = self.b(torch.relu(self.a(x)))
        return torch.relu(x + y * self.gate(y))


class Grouped(nn.Module):
    """Pre-activation with group normalisation (exported as Reshape, InstanceNormalization, Reshape) and SiLU."""

    def __init__(self, cin, cout, stride):
        super().__init__()
        self.n1, self.c1 = nn.GroupNorm(2, cin), nn.Conv3d(cin, cout, 3, stride, 1)
        self.n2, self.c2 = nn.GroupNorm(2, cout), nn.Conv3d(cout, cout, 3, 1, 1)
        self.skip = nn.Identity() if stride == 1 and cin == cout else nn.Conv3d(cin, cout, 1, stride)

    def forward(self, x):
        y = self.c1(nn.functional.silu(self.n1(x)))
        return self.skip(x) + self.c2(nn.functional.silu(self.n2(y)))


class Pyramid(nn.Module):
    """Lateral sums of a feature pyramid are no residual blocks."""

    def __init__(self):
        super().__init__()
        self.down = nn.ModuleList(nn.Conv2d(c, 8, 3, 2, 1) for c in (1, 8, 8))
        self.lateral = nn.ModuleList(nn.Conv2d(8, 4, 1) for _ in range(3))
        self.out = nn.ModuleList(nn.Conv2d(4, 4, 3, 1, 1) for _ in range(3))

    def forward(self, x):
        maps = []
        for layer in self.down:
            x = torch.relu(layer(x))
            maps.append(x)
        level, outputs = None, []
        for i in (2, 1, 0):
            side = self.lateral[i](maps[i])
            level = side if level is None else side + nn.functional.interpolate(level, scale_factor=2.0)
            outputs.append(self.out[i](level))
        return tuple(outputs)


def resnet(kind, layers, **more):
    return torchvision.models.resnet.ResNet(kind, layers, num_classes=3, **more)


def narrow(kind, layers, **more):
    """torchvision's ResNet with an eighth of its channels."""
    class Narrow(torchvision.models.resnet.ResNet):
        def _make_layer(self, block, planes, *rest, **named):
            if planes == 64:
                self.inplanes = 8
            return super()._make_layer(block, planes // 8, *rest, **named)

    net = Narrow(kind, layers, num_classes=3, **more)
    net.conv1, net.bn1 = nn.Conv2d(3, 8, 7, 2, 3, bias=False), nn.BatchNorm2d(8)
    net.fc = nn.Linear(64 * kind.expansion, 3)
    return net


def half(model):
    """All floats as float16."""
    for value in (*model.graph.input, *model.graph.output, *model.graph.value_info):
        value.type.tensor_type.elem_type = onnx.TensorProto.FLOAT16
    for weight in model.graph.initializer:
        if weight.data_type == onnx.TensorProto.FLOAT:
            weight.CopyFrom(onnx.numpy_helper.from_array(onnx.numpy_helper.to_array(weight).astype(np.float16), weight.name))
    return model


def quantised(model):
    """Each convolution on quantised values and weights, as onnxruntime's static quantisation writes it (QDQ)."""
    weights = {weight.name: weight for weight in model.graph.initializer}
    scale, zero, nodes = onnx.numpy_helper.from_array(np.float32(0.05), 's'), onnx.numpy_helper.from_array(np.int8(0), 'z'), []
    model.graph.initializer.extend([scale, zero])
    for node in list(model.graph.node):
        if node.op_type == 'Conv':
            x, w = node.input[0], node.input[1]
            values = onnx.numpy_helper.to_array(weights[w])
            weights[w].CopyFrom(onnx.numpy_helper.from_array(np.clip(values / 0.05, -127, 127).astype(np.int8), w))
            nodes += [onnx.helper.make_node('QuantizeLinear', [x, 's', 'z'], [f'{node.name}.q']),
                      onnx.helper.make_node('DequantizeLinear', [f'{node.name}.q', 's', 'z'], [f'{node.name}.x']),
                      onnx.helper.make_node('DequantizeLinear', [w, 's', 'z'], [f'{node.name}.w'])]
            node.input[0], node.input[1] = f'{node.name}.x', f'{node.name}.w'
        nodes.append(node)
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return model


def described(count, projections, **more):
    return {'residual': count > 0, 'count': count, 'projections': projections, **more}


def networks():
    image, volume = (1, 3, 64, 64), (1, 1, 16, 16, 16)
    yield 'resnet-18.onnx', resnet(BasicBlock, [2, 2, 2, 2]), image, described(8, 3, variant='ResNet-18', cam='exact', head='gap-linear')
    thin = resnet(Bottleneck, [3, 4, 6, 3], width_per_group=16)
    yield 'thin-50.onnx', thin, image, described(16, 4, variant=None, cam='exact')
    yield 'resnext.onnx', resnet(Bottleneck, [3, 4, 6, 3], groups=8, width_per_group=4), image, described(16, 4, variant='ResNeXt-50 (8×4d)')
    for depth, kind, layers in ((34, BasicBlock, [3, 4, 6, 3]), (50, Bottleneck, [3, 4, 6, 3]), (101, Bottleneck, [3, 4, 23, 3]), (152, Bottleneck, [3, 8, 36, 3])):
        count = sum(layers)
        yield f'resnet-{depth}.onnx', narrow(kind, layers), image, described(count, 3 + (kind is Bottleneck), variant=f'ResNet-{depth}', cam='exact')
    yield 'wide.onnx', narrow(Bottleneck, [3, 4, 6, 3], width_per_group=128), image, described(16, 4, variant='Wide ResNet-50-2')
    yield 'gated.onnx', nn.Sequential(nn.Conv2d(3, 8, 3), *(Gated(8) for _ in range(3)), nn.Conv2d(8, 2, 1)), image, described(3, 0, variant=None, head='conv')
    grouped = nn.Sequential(nn.Conv3d(1, 4, 3, 1, 1), Grouped(4, 4, 1), Grouped(4, 8, 2), nn.Conv3d(8, 2, 1))
    pre = [{'layers': 2, 'activation': 'pre', 'stride': s, 'channels': c} for s, c in ((1, 4), (2, 8))]
    yield 'grouped.onnx', grouped, volume, described(2, 1, variant=None, blocks=pre)
    yield 'pyramid.onnx', Pyramid(), (1, 1, 32, 32), described(0, 0, variant=None, head='fpn', blocks=[])
    mobile = torchvision.models.mobilenet_v2(width_mult=0.25)
    blocks = sum(getattr(module, 'use_res_connect', False) for module in mobile.modules())
    yield 'mobile.onnx', mobile, image, described(blocks, 0, variant=None)
    yield 'dense.onnx', torchvision.models.DenseNet(4, (3, 3), 8, num_classes=2), image, described(0, 0, variant=None, cam='exact')


def multiply_adds(network, shape):
    """Counted while PyTorch runs: elements out times weights of one of them."""
    total = 0

    def count(module, _, output):
        nonlocal total
        total += output.numel() * module.weight[0].numel()

    hooks = [m.register_forward_hook(count) for m in network.modules() if isinstance(m, (nn.Conv2d, nn.Conv3d, nn.Linear))]
    with torch.no_grad():
        network(torch.randn(*shape))
    for hook in hooks:
        hook.remove()
    return total


def norms(network, image):
    """Of each basic or bottleneck block while PyTorch runs: L2 norms of shortcut and branch, and of their sum."""
    found, hooks = [], []

    def measure(block, inputs, _):
        x = inputs[0]
        branch = block.bn2(block.conv2(torch.relu(block.bn1(block.conv1(x)))))
        skip = block.downsample(x) if block.downsample else x
        found.append([float(torch.linalg.vector_norm(part.double())) for part in (skip, branch, skip + branch)])

    for block in network.modules():
        if isinstance(block, BasicBlock):
            hooks.append(block.register_forward_hook(measure))
    with torch.no_grad():
        network(image)
    for hook in hooks:
        hook.remove()
    return found


def main(folder):
    torch.manual_seed(0)
    built = {}
    for file, network, shape, want in networks():
        torch.onnx.export(network.eval(), torch.randn(*shape), str(folder / file), opset_version=14, input_names=['image'])
        if file == 'resnet-18.onnx':
            image = torch.randn(*shape)
            image.numpy().tofile(folder / 'image.bin')
            want |= {'norms': norms(network, image)}
        built[file] = want | {'multiplyAdds': multiply_adds(network, shape)}
    for name, change in (('half', half), ('quantised', quantised)):
        onnx.save(change(onnx.load(folder / 'resnet-50.onnx')), folder / f'{name}.onnx')
        built[f'{name}.onnx'] = {**built['resnet-50.onnx'], 'cam': 'exact'}
    torch.onnx.export(narrow(BasicBlock, [2, 2, 2, 2]).eval(), torch.randn(1, 3, 64, 64), str(folder / 'unfolded.onnx'), opset_version=14,
                      training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False)
    built['unfolded.onnx'] = described(8, 3, variant='ResNet-18', cam='exact')
    (folder / 'built.json').write_text(json.dumps(built))


if __name__ == '__main__':
    main(Path(sys.argv[1]))
