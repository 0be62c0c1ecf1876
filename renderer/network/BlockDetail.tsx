import { ArrowLeft, ArrowRight } from 'lucide-react';
import type { ReactNode } from 'react';
import type { NetworkDescription, NetworkLook } from '../../core/contract/index.ts';
import { Button, Ltr } from '../components/parts.tsx';
import { useSpeech } from '../i18n.tsx';
import { blockNumbers, kernelText, msText, normText, shapeText } from './facts.ts';

type Props = {
  network: NetworkDescription;
  look: NetworkLook | undefined;
  chosen: number;
  onChoose(block: number): void;
};

/** What is known of one block, in numbers and a sentence. */
export function BlockDetail({ network, look, chosen, onChoose }: Props) {
  const { t } = useSpeech();
  const block = network.blocks[chosen]!;
  const numbers = blockNumbers(network.blocks);
  const seen = look?.blocks[chosen];
  const share = ((100 * block.parameters) / network.parameters).toFixed(1);
  const activations = { post: 'activationPost', pre: 'activationPre', none: 'activationNone' } as const;
  return (
    <section className="block-detail" aria-label={t('networkBlock', { number: numbers[chosen]! })} aria-live="polite">
      <header>
        <h2>{t('networkBlock', { number: numbers[chosen]! })}</h2>
        <span className={block.shortcut === 'projection' ? 'badge badge-projection' : 'badge badge-identity'}>
          {t(block.shortcut === 'projection' ? 'shortcutProjection' : 'shortcutIdentity')}
        </span>
      </header>
      <p className="mono quiet">
        <Ltr>{block.name}</Ltr>
      </p>
      <dl className="facts">
        <Fact name={t('blockIn')}>{shapeText(block.input)}</Fact>
        <Fact name={t('blockOut')}>{shapeText(block.output)}</Fact>
        <Fact name={t('blockLayers')}>{block.kernels.map(kernelText).join(', ')}</Fact>
        <Fact name={t('blockStride')}>{block.stride}</Fact>
        <Fact name={t('networkParameters')}>{`${block.parameters.toLocaleString('en')} · ${share} %`}</Fact>
        {block.multiplyAdds !== undefined && (
          <Fact name={t('blockMultiplyAdds')}>{`${(block.multiplyAdds / 1e6).toPrecision(3)} M`}</Fact>
        )}
        {look && seen && <Fact name={t('networkTime', { n: look.runs })}>{`${msText(seen.ms)} ms`}</Fact>}
        <Fact name={t('blockActivation')} words>
          {t(activations[block.activation])}
        </Fact>
      </dl>
      {seen?.norms && <Norms norms={seen.norms} projection={block.shortcut === 'projection'} />}
      <nav className="block-steps" aria-label={t('blockSteps')}>
        <Button
          icon={<ArrowLeft />}
          keys="["
          aria-keyshortcuts="["
          aria-label={t('previousBlock')}
          disabled={chosen === 0}
          onClick={() => onChoose(chosen - 1)}
        >
          <Ltr>{numbers[chosen - 1] ?? '–'}</Ltr>
        </Button>
        <Button
          icon={<ArrowRight />}
          keys="]"
          aria-keyshortcuts="]"
          aria-label={t('nextBlock')}
          disabled={chosen === numbers.length - 1}
          onClick={() => onChoose(chosen + 1)}
        >
          <Ltr>{numbers[chosen + 1] ?? '–'}</Ltr>
        </Button>
      </nav>
    </section>
  );
}

function Fact({ name, words = false, children }: { name: string; words?: boolean; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{words ? children : <Ltr>{children}</Ltr>}</dd>
    </div>
  );
}

/** Beyond this share of the shortcut's norm a branch does more than refine. */
const WRITES_ANEW = 1;

function Norms({ norms, projection }: { norms: { skip: number; branch: number; sum: number }; projection: boolean }) {
  const { t } = useSpeech();
  const most = Math.max(norms.skip, norms.branch, norms.sum) || 1;
  const ratio = norms.branch / norms.skip;
  const rows = [
    { name: t('normSkip'), value: norms.skip, look: projection ? 'fill-projection' : 'fill-skip' },
    { name: t('normBranch'), value: norms.branch, look: 'fill-branch' },
    { name: t('normSum'), value: norms.sum, look: 'fill-sum' },
  ];
  return (
    <>
      <h3 className="norms-title">
        {t('skipAndBranch')} <span className="quiet">{t('normNote')}</span>
      </h3>
      <dl className="norm-rows">
        {rows.map(({ name, value, look }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <span className="norm-bar" dir="ltr">
                <span className={look} style={{ inlineSize: `${(100 * value) / most}%` }} />
              </span>
              <Ltr>{normText(value)}</Ltr>
            </dd>
          </div>
        ))}
      </dl>
      <p className="soft">
        {t(ratio < WRITES_ANEW ? 'branchRefines' : 'branchReplaces', { share: Math.round(100 * ratio) })}
      </p>
    </>
  );
}
