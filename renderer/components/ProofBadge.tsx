import { ShieldCheck, ShieldQuestion, ShieldX } from 'lucide-react';
import type { ModelSummary, Proof } from '../../core/contract/index.ts';
import { useSpeech } from '../i18n.tsx';

/** What this machine has shown about a model, as glyph, word and colour. */
export function ProofBadge({ model }: { model: ModelSummary }) {
  const { t, tell } = useSpeech();
  const passed = model.proofs.find((proof) => proof.passed);
  const failed = model.proofs.find((proof) => !proof.passed);
  if (passed)
    return (
      <span className="badge badge-ok">
        <ShieldCheck /> {t('verifiedOn', { provider: passed.provider.toUpperCase() })}
      </span>
    );
  if (failed)
    return (
      <span className="badge badge-no" title={failed.problem && tell(failed.problem).text}>
        <ShieldX /> {t('proofFailed', { provider: failed.provider.toUpperCase() })}
      </span>
    );
  return (
    <span className="badge">
      <ShieldQuestion /> {t('notVerified')}
    </span>
  );
}

/** The figures behind the badge, provider by provider, as terms of a list. */
export function ProofDetails({ proofs }: { proofs: Proof[] }) {
  const { t, tell } = useSpeech();
  if (!proofs.length) return null;
  return (
    <>
      <dt>{t('provedHere')}</dt>
      {proofs.map((proof) => (
        <dd key={proof.provider}>
          <bdi>{proof.provider.toUpperCase()}</bdi>:{' '}
          {proof.passed
            ? t('proofFigures', { n: proof.cases, difference: proof.largestDifference.toPrecision(2) })
            : proof.problem && tell(proof.problem).text}
          {proof.passed && proof.computedBy && <Fallback proof={proof} />}
        </dd>
      ))}
    </>
  );
}

/** How much of a network another provider left to the CPU, from the runtime's profile. */
function Fallback({ proof: { computedBy = [] } }: { proof: Proof }) {
  const { t } = useSpeech();
  const count = (mine: boolean) =>
    computedBy
      .filter(({ provider }) => provider.startsWith('CPU') === mine)
      .reduce((sum, { nodes }) => sum + nodes.length, 0);
  return <> · {t('proofNodes', { n: count(true), all: count(true) + count(false) })}</>;
}
