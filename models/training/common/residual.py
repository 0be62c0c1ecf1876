"""The blocks of He et al. 2016 (*Deep residual learning*): what a block computes is added to what came in."""
import torch
from torch import nn


def projection(wide_in, wide_out, stride):
    """The shortcut: nothing where the shape stays, else a 1 × 1 convolution to the new one."""
    if stride == 1 and wide_in == wide_out:
        return nn.Identity()
    return nn.Sequential(nn.Conv2d(wide_in, wide_out, 1, stride, bias=False), nn.BatchNorm2d(wide_out))


class BasicBlock(nn.Module):
    """Two 3 × 3 convolutions and a shortcut (ResNet-18, -34)."""

    def __init__(self, wide_in, wide_out, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(wide_in, wide_out, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(wide_out)
        self.conv2 = nn.Conv2d(wide_out, wide_out, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(wide_out)
        self.shortcut = projection(wide_in, wide_out, stride)

    def forward(self, x):
        y = torch.relu(self.norm1(self.conv1(x)))
        return torch.relu(self.norm2(self.conv2(y)) + self.shortcut(x))


class Bottleneck(nn.Module):
    """1 × 1 down to a quarter, 3 × 3, 1 × 1 up again, and a shortcut (ResNet-50 and deeper; the stride is in the 3 × 3,
    as in torchvision)."""

    def __init__(self, wide_in, wide_out, stride=1):
        super().__init__()
        middle = wide_out // 4
        self.conv1 = nn.Conv2d(wide_in, middle, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(middle)
        self.conv2 = nn.Conv2d(middle, middle, 3, stride, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(middle)
        self.conv3 = nn.Conv2d(middle, wide_out, 1, bias=False)
        self.norm3 = nn.BatchNorm2d(wide_out)
        self.shortcut = projection(wide_in, wide_out, stride)

    def forward(self, x):
        y = torch.relu(self.norm1(self.conv1(x)))
        y = torch.relu(self.norm2(self.conv2(y)))
        return torch.relu(self.norm3(self.conv3(y)) + self.shortcut(x))


def stem(width):
    """(N, 1, S, S) → (N, width, S / 4, S / 4)."""
    return nn.Sequential(nn.Conv2d(1, width, 7, 2, 3, bias=False), nn.BatchNorm2d(width), nn.ReLU(), nn.MaxPool2d(3, 2, 1))


def stage(block, wide_in, wide_out, stride, depth):
    """`depth` blocks, the first of which changes width and grid."""
    return nn.Sequential(block(wide_in, wide_out, stride), *[block(wide_out, wide_out) for _ in range(depth - 1)])


def initialise(net):
    """He et al. 2015: every convolution keeps the variance of what it passes on."""
    for module in net.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode='fan_out', nonlinearity='relu')
