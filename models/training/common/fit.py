"""The training loop that both networks share: AdamW, one learning-rate cycle, averaged weights, resumable."""
import copy
import json
import time
from pathlib import Path

import torch


class Average:
    """Exponential moving average of the weights; the average is what is measured and shipped, since single steps
    on small data sets jump about more than their differences matter."""

    def __init__(self, net, decay):
        self.net, self.decay, self.steps = copy.deepcopy(net).eval(), decay, 0
        for parameter in self.net.parameters():
            parameter.requires_grad_(False)

    def update(self, net):
        self.steps += 1
        # Early on, a long memory would keep the random start; so the memory grows with the steps taken.
        decay = min(self.decay, (1 + self.steps) / (10 + self.steps))
        with torch.no_grad():
            for mean, value in zip(self.net.state_dict().values(), net.state_dict().values()):
                if mean.dtype.is_floating_point:
                    mean.mul_(decay).add_(value, alpha=1 - decay)
                else:
                    mean.copy_(value)


def descent(optimiser, lr, steps):
    """Cosine from `lr` to nearly nothing: the end of a cycle, for a training whose length was changed on the way."""
    for group in optimiser.param_groups:
        group['lr'] = group['initial_lr'] = lr
    return torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps, eta_min=lr * 1e-4)


def fit(net, batches, loss_of, score_of, out, epochs, steps_per_epoch, lr, weight_decay, decay, score_every=1, seed=0):
    """Trains `net` and returns the averaged network of the last epoch.

    batches(epoch)  yields `steps_per_epoch` batches, a function of the epoch's number and the seed alone, so that a
                    resumed training sees what an unbroken one would have seen
    loss_of(net, batch)  scalar to be minimised
    score_of(net)   dict of figures on the validation split; written to the log, never used to pick an epoch:
                    the cycle ends where it ends, so no choice is made that the validation figures would flatter
    out             folder for `checkpoint.pt` and `log.jsonl`; an existing checkpoint is continued, and if `epochs`
                    is another number than it was, the learning rate goes down from where it stands to the new end
    """
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    optimiser = torch.optim.AdamW(net.parameters(), lr=lr, weight_decay=weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, lr, total_steps=epochs * steps_per_epoch, pct_start=0.15)
    average, start, replanned, checkpoint = Average(net, decay), 0, None, out / 'checkpoint.pt'
    if checkpoint.exists():
        state = torch.load(str(checkpoint), map_location='cpu')
        net.load_state_dict(state['net'])
        average.net.load_state_dict(state['average'])
        average.steps, start, replanned = state['steps'], state['epoch'], state.get('replanned')
        if state['epochs'] != epochs:
            replanned = {'at': start, 'lr': state['optimiser']['param_groups'][0]['lr']}
        if replanned:
            schedule = descent(optimiser, replanned['lr'], (epochs - replanned['at']) * steps_per_epoch)
        # After the schedule was made, since making one sets the learning rate to its first.
        optimiser.load_state_dict(state['optimiser'])
        if state['epochs'] == epochs:
            schedule.load_state_dict(state['schedule'])
    for epoch in range(start, epochs):
        torch.manual_seed(seed * 100_003 + epoch)
        began, total = time.time(), 0.0
        net.train()
        for batch in batches(epoch):
            optimiser.zero_grad(set_to_none=True)
            loss = loss_of(net, batch)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            optimiser.step()
            schedule.step()
            average.update(net)
            total += float(loss)
        line = {'epoch': epoch + 1, 'loss': round(total / steps_per_epoch, 4)}
        if (epoch + 1) % score_every == 0 or epoch + 1 == epochs:
            line.update(score_of(average.net))
        line['seconds'] = round(time.time() - began, 1)
        with open(out / 'log.jsonl', 'a') as log:
            log.write(json.dumps(line) + '\n')
        print(json.dumps(line), flush=True)
        state = {'net': net.state_dict(), 'average': average.net.state_dict(), 'optimiser': optimiser.state_dict(),
                 'schedule': schedule.state_dict(), 'steps': average.steps, 'epoch': epoch + 1, 'epochs': epochs,
                 'replanned': replanned}
        # Written aside first: a training cut off while saving must still be resumable.
        torch.save(state, str(checkpoint) + '.new')
        Path(str(checkpoint) + '.new').replace(checkpoint)
    return average.net
