"""A small 3-D residual encoder–decoder: what ResNet's blocks look like when every voxel wants an answer."""
import torch
from torch import nn
from torch.nn.functional import interpolate


def norm(channels):
    # Crops differ in contrast and come one or two at a time: statistics of the crop itself, not of a batch.
    return nn.InstanceNorm3d(channels, affine=True)


class Block(nn.Module):
    """Two 3 × 3 × 3 convolutions and a shortcut, as in ResNet-18; the shortcut is projected where the shape changes."""

    def __init__(self, wide_in, wide_out, stride=1):
        super().__init__()
        self.conv1 = nn.Conv3d(wide_in, wide_out, 3, stride, 1, bias=False)
        self.norm1 = norm(wide_out)
        self.conv2 = nn.Conv3d(wide_out, wide_out, 3, 1, 1, bias=False)
        self.norm2 = norm(wide_out)
        self.shortcut = nn.Identity()
        if stride != 1 or wide_in != wide_out:
            self.shortcut = nn.Sequential(nn.Conv3d(wide_in, wide_out, 1, stride, bias=False), norm(wide_out))

    def forward(self, x):
        y = torch.relu(self.norm1(self.conv1(x)))
        return torch.relu(self.norm2(self.conv2(y)) + self.shortcut(x))


class Up(nn.Module):
    """Doubles the grid and joins the encoder's features of that size.

    Interpolation with a 1 × 1 × 1 convolution instead of a transposed convolution: no checkerboard, and
    ConvTranspose with three axes fails at run time on onnxruntime's WebGPU. The channels are reduced before
    interpolating, which gives the same values as after (both are linear) for an eighth of the work."""

    def __init__(self, wide_in, wide_out):
        super().__init__()
        self.reduce = nn.Conv3d(wide_in, wide_out, 1)

    def forward(self, x, skip):
        return interpolate(self.reduce(x), scale_factor=2.0, mode='trilinear', align_corners=False) + skip


class HippocampusNet(nn.Module):
    """(N, 1, X, Y, Z) in RAS order, each side a multiple of 8 → logits (N, 3, X, Y, Z)."""

    def __init__(self, widths=(16, 32, 64, 96), labels=3):
        super().__init__()
        a, b, c, d = widths
        self.stem = nn.Sequential(nn.Conv3d(1, a, 3, 1, 1, bias=False), norm(a), nn.ReLU())
        self.encode1 = Block(a, a)
        self.encode2 = nn.Sequential(Block(a, b, 2), Block(b, b))
        self.encode3 = nn.Sequential(Block(b, c, 2), Block(c, c))
        self.encode4 = nn.Sequential(Block(c, d, 2), Block(d, d))
        self.up3, self.decode3 = Up(d, c), Block(c, c)
        self.up2, self.decode2 = Up(c, b), Block(b, b)
        # One convolution only: at full size a second would cost a quarter of the whole time of the network.
        self.up1, self.decode1 = Up(b, a), nn.Sequential(nn.Conv3d(a, a, 3, 1, 1, bias=False), norm(a), nn.ReLU())
        self.head = nn.Conv3d(a, labels, 1)
        for module in self.modules():
            if isinstance(module, nn.Conv3d):
                nn.init.kaiming_normal_(module.weight, nonlinearity='relu')

    def forward(self, x):
        one = self.encode1(self.stem(x))
        two = self.encode2(one)
        three = self.encode3(two)
        x = self.decode3(self.up3(self.encode4(three), three))
        x = self.decode2(self.up2(x, two))
        x = self.decode1(self.up1(x, one))
        return self.head(x)
