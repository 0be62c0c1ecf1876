"""The command line that the trainings share."""
import argparse
import json
import os
from pathlib import Path

import torch


def arguments(doc, epochs, work):
    parser = argparse.ArgumentParser(description=doc.splitlines()[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument('--data', type=Path, required=True, help='folder with split.csv')
    parser.add_argument('--out', type=Path, required=True, help='folder of the package')
    parser.add_argument('--work', type=Path, default=Path(work), help='checkpoints and logs; not part of the package')
    parser.add_argument('--epochs', type=int, default=epochs)
    parser.add_argument('--seed', type=int, default=20200)
    parser.add_argument('--threads', type=int, default=os.cpu_count())
    parser.add_argument('--only', nargs='*', choices=['train', 'export', 'measure'], default=['train', 'export', 'measure'])
    return parser.parse_args()


def prepare_machine(args):
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    # Bit-equal on one machine and thread count; other processors round differently.
    torch.use_deterministic_algorithms(True, warn_only=True)


def trained(net, args):
    """The averaged weights of the last checkpoint in `net`, with a word if the training is not over."""
    state = torch.load(str(args.work / 'checkpoint.pt'), map_location='cpu')
    if state['epoch'] < state['epochs']:
        print(f'not finished: epoch {state["epoch"]} of {state["epochs"]}')
    net.load_state_dict(state['average'])
    return net.eval()


def write_measured(args, **content):
    """What package.py puts into the manifest and the card."""
    path = args.work / 'measured.json'
    path.write_text(json.dumps(content, indent=2) + '\n')
    for split in 'val', 'test':
        for name, m in content.get(split, {}).items():
            print(f'{split:5}{name:36}{m["value"]:.4f}  ({m["low"]:.4f} to {m["high"]:.4f})')
