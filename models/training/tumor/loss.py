"""Which cells answer for a tumour is learnt along with the answers (task-aligned assignment, Feng et al. 2021): those
inside its box whose score and box are best together. Each is then asked for a score as good as its box."""
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from .network import STRIDES

CHOSEN = 9


def cells(side, strides=STRIDES):
    """Centres (C, 2; x, y) and strides (C, 1) of all cells of a `side` × `side` image, in the network's order."""
    centres, sizes = [], []
    for stride in strides:
        axis = (torch.arange(side // stride) + 0.5) * stride
        y, x = torch.meshgrid(axis, axis, indexing='ij')
        centres.append(torch.stack([x, y], -1).view(-1, 2))
        sizes.append(torch.full((len(centres[-1]), 1), float(stride)))
    return torch.cat(centres), torch.cat(sizes)


def decode(boxes, side):
    """Network output (N, C, 4) → x0, y0, x1, y1 in pixels: centre ∓ exp(output) · stride."""
    centres, strides = cells(side)
    reach = boxes.clamp(max=5).exp() * strides
    return torch.cat([centres - reach[..., :2], centres + reach[..., 2:]], -1)


def overlap(a, b):
    """IoU and generalised IoU (Rezatofighi et al. 2019) of boxes (…, 4)."""
    inner = (torch.minimum(a[..., 2:], b[..., 2:]) - torch.maximum(a[..., :2], b[..., :2])).clamp(min=0).prod(-1)
    hull = (torch.maximum(a[..., 2:], b[..., 2:]) - torch.minimum(a[..., :2], b[..., :2])).prod(-1)
    both = (a[..., 2:] - a[..., :2]).prod(-1) + (b[..., 2:] - b[..., :2]).prod(-1) - inner
    iou = inner / both.clamp(min=1e-6)
    return iou, iou - (hull - both) / hull.clamp(min=1e-6)


def assign(scores, found, boxes, labels, side):
    """Wanted scores (N, C, K): above 0 at the chosen cells, in the column of the tumour's label."""
    centres, _ = cells(side)
    own = torch.sigmoid(scores).gather(2, labels[:, None, None].expand(-1, scores.shape[1], 1))[:, :, 0]
    iou, _ = overlap(found, boxes[:, None])
    inside = ((centres > boxes[:, None, :2]) & (centres < boxes[:, None, 2:])).all(-1)
    quality = own.sqrt() * iou ** 6 * inside + 1e-12 * inside
    best, which = quality.topk(CHOSEN, 1)
    # The best cell's score is asked to be as high as the best overlap, the others' in proportion.
    share = best / best.amax(1, keepdim=True).clamp(min=1e-12) * iou.gather(1, which).amax(1, keepdim=True)
    chosen = torch.zeros_like(iou).scatter(1, which, share * (best > 0))
    wanted = torch.zeros_like(scores)
    return wanted.scatter(2, labels[:, None, None].expand(-1, scores.shape[1], 1), chosen[:, :, None])


def loss_of(net, batch):
    images, boxes, labels = batch
    side = images.shape[-1]
    scores, deltas = net(images)
    found = decode(deltas, side)
    with torch.no_grad():
        wanted = assign(scores, found, boxes, labels, side)
        weight = wanted.sum(2)
        total = weight.sum().clamp(min=1)
    score_loss = binary_cross_entropy_with_logits(scores, wanted, reduction='sum') / total
    _, giou = overlap(found, boxes[:, None])
    return score_loss + 2 * ((1 - giou) * weight).sum() / total
