import type { NetworkDescription } from '../contract/index.ts';
import { todo } from './todo.ts';

/** The model card of a draft: what the graph says, and headings for what its author has to say (Mitchell et al. 2019). */
export function draftCard(network: NetworkDescription): string {
  const { variant, residual, blocks, parameters, multiplyAdds } = network;
  const kind = variant ?? (residual ? `Residual network of ${blocks.length} blocks` : 'Not a residual network');
  const cost = multiplyAdds === undefined ? '' : `, ${(multiplyAdds / 1e9).toPrecision(3)} billion multiply–adds`;
  const sections = {
    'Intended use': 'for what, on which images, by whom',
    'Not for': 'what it must not be used for',
    Data: 'where the images came from, their licence, how they were divided (by patient)',
    Preparation: 'what is done to an image before the network sees it',
    Training: 'how it was trained',
    Results: 'metrics on images that it never saw, with intervals, and how they were measured',
    Limits: 'where it fails',
  };
  return [
    `# ${todo('name of the model')}`,
    '**Research use only. Not for diagnosis.**',
    `## Network\n${kind}, ${(parameters / 1e6).toPrecision(3)} million parameters${cost}.`,
    ...Object.entries(sections).map(([heading, what]) => `## ${heading}\n${todo(what)}`),
    '',
  ].join('\n\n');
}
