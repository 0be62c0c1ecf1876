"""Figures of the verification: every two images of a split are compared once."""
import numpy as np
import torch
from torch.nn.functional import interpolate

from common.augment import blurred
from common.prepare import zscore
from common.statistics import DRAWS


def places_of(net, images):
    net.eval()
    with torch.no_grad():
        return torch.cat([net(zscore(part)) for part in images.split(64)]).numpy()


def pairs_of(cases):
    """Rows (i, j) of all pairs of images of which it is known whether they are one person's, and whether they are."""
    i, j = np.triu_indices(len(cases['files']), 1)
    same = cases['persons'][i] == cases['persons'][j]
    known = same | (cases['patients'][i] != cases['patients'][j])
    return i[known], j[known], same[known]


class Pairs:
    """Pairs with their similarities, whose figures can be drawn again over patients: a patient drawn m times brings each
    pair of one person m times, and each pair of two as often as the product of their numbers."""

    def __init__(self, cases, scores, chosen=None):
        """scores(i, j) → similarity; `chosen` (bool over all pairs of pairs_of) keeps some of them."""
        i, j, same = pairs_of(cases)
        if chosen is not None:
            i, j, same = i[chosen], j[chosen], same[chosen]
        values = scores(i, j)
        order = np.argsort(values, kind='stable')
        self.values, self.same = values[order], same[order]
        self.one, self.two = cases['patients'][i][order], cases['patients'][j][order]
        self.count = cases['patients'].max() + 1
        # Ties count half: pairs of equal similarity share one place.
        self.tie = np.unique(self.values, return_inverse=True)[1]

    def weights(self, times):
        return np.where(self.same, times[self.one], times[self.one] * times[self.two]).astype(float)

    def auc(self, times):
        w = self.weights(times)
        genuine, impostor = np.bincount(self.tie, w * self.same), np.bincount(self.tie, w * ~self.same)
        below = np.cumsum(impostor) - impostor
        return float((genuine * (below + impostor / 2)).sum() / max(genuine.sum() * impostor.sum(), 1e-12))

    def rates(self, threshold, times):
        """Share of two persons' pairs accepted as one's, of one person's pairs rejected as two's."""
        w, accepted = self.weights(times), self.values >= threshold
        return float((w * (accepted & ~self.same)).sum() / (w * ~self.same).sum()), float((w * (~accepted & self.same)).sum() / max((w * self.same).sum(), 1e-12))

    def over(self, statistic, draws=DRAWS, seed=1):
        random = np.random.default_rng(seed)
        drawn = [statistic(np.bincount(random.integers(self.count, size=self.count), minlength=self.count)) for _ in range(draws)]
        low, high = np.percentile(drawn, [2.5, 97.5])
        return {'value': statistic(np.ones(self.count, int)), 'low': float(low), 'high': float(high)}

    def equal_error(self):
        """The similarity at which both rates are nearest to each other."""
        cuts = np.unique(self.values)
        cuts = (cuts[1:] + cuts[:-1]) / 2
        false_accept = 1 - np.searchsorted(np.sort(self.values[~self.same]), cuts) / (~self.same).sum()
        false_reject = np.searchsorted(np.sort(self.values[self.same]), cuts) / self.same.sum()
        return float(cuts[np.argmin(abs(false_accept - false_reject))])


def cosine(places):
    return lambda i, j: (places[i] * places[j]).sum(1)


def statistics_of(greys):
    """Mean, spread, sharpness and three quantiles of each image: what an exposure tells without any anatomy."""
    flat = greys.flatten(1)
    laplacian = 4 * greys[..., 1:-1, 1:-1] - greys[..., :-2, 1:-1] - greys[..., 2:, 1:-1] - greys[..., 1:-1, :-2] - greys[..., 1:-1, 2:]
    table = torch.stack([flat.mean(1), flat.std(1), laplacian.flatten(1).std(1).log(), *torch.quantile(flat, torch.tensor([0.1, 0.5, 0.9]), 1)], 1).numpy()
    return (table - table.mean(0)) / table.std(0)


def figures(net, cases, threshold, draws=DRAWS):
    """{metric: {value, low, high}}."""
    places = places_of(net, cases['images'])
    all_pairs = Pairs(cases, cosine(places))
    return {
        'auc': all_pairs.over(all_pairs.auc, draws),
        'falseAccept': all_pairs.over(lambda t: all_pairs.rates(threshold, t)[0], draws),
        'falseReject': all_pairs.over(lambda t: all_pairs.rates(threshold, t)[1], draws),
        'sensitivity@balanced.same-patient': all_pairs.over(lambda t: 1 - all_pairs.rates(threshold, t)[1], draws),
        'specificity@balanced.same-patient': all_pairs.over(lambda t: 1 - all_pairs.rates(threshold, t)[0], draws),
    }


def shortcuts(net, cases, threshold, draws=500):
    """{metric: interval}: how far one gets without anatomy, and what the network loses where the room tells nothing."""
    i, j, same = pairs_of(cases)
    serials, labels = cases['serials'], cases['labels']
    listed = (serials[i] >= 0) & (serials[j] >= 0) & (labels[i] == labels[j])
    neighbours = same | (listed & (abs(serials[i] - serials[j]) <= 60))
    places, grey = cosine(places_of(net, cases['images'])), statistics_of(cases['greys'])
    tiny = interpolate(cases['images'], size=(16, 16), mode='area').flatten(1)
    tiny = torch.nn.functional.normalize(tiny - tiny.mean(1, keepdim=True), dim=1).numpy()
    middle = cases['images'].clone()
    edge = middle.shape[-1] // 7
    inner = middle[..., edge:-edge, edge:-edge].clone()
    middle[:] = inner.mean((2, 3), keepdim=True)
    middle[..., edge:-edge, edge:-edge] = inner
    sets = {
        'auc.sameLabel': Pairs(cases, places, labels[i] == labels[j]),
        'auc.nearSerials': Pairs(cases, places, neighbours),
        'auc.withoutBorder': Pairs(cases, cosine(places_of(net, middle))),
        'auc.blurred': Pairs(cases, cosine(places_of(net, blurred(cases['images'], 1.5)))),
        'auc.ofGreyStatisticsAlone': Pairs(cases, lambda i, j: -np.sqrt(((grey[i] - grey[j]) ** 2).sum(1))),
        'auc.ofGreyStatisticsAlone.nearSerials': Pairs(cases, lambda i, j: -np.sqrt(((grey[i] - grey[j]) ** 2).sum(1)), neighbours),
        'auc.of16PixelCorrelationAlone': Pairs(cases, cosine(tiny)),
    }
    result = {name: pairs.over(pairs.auc, draws) for name, pairs in sets.items()}
    near = sets['auc.nearSerials']
    result['falseAccept.nearSerials'] = near.over(lambda t: near.rates(threshold, t)[0], draws)
    return result
