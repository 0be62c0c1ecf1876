"""The steps of a manifest's preparation that several packages share, as the app computes them. Images are (N, 1, H, W)."""
from torch.nn.functional import interpolate


def resize(grey, size):
    """(N, 1, H, W) → (N, 1, size, size), both sides stretched, with antialiasing."""
    return interpolate(grey, size=(size, size), mode='bilinear', antialias=True, align_corners=False)


def zscore(grey):
    """Each image by the mean and the population deviation of all its pixels."""
    mean, deviation = grey.mean((2, 3), keepdim=True), grey.std((2, 3), keepdim=True, unbiased=False)
    return (grey - mean) / deviation.clamp_min(1e-8)
