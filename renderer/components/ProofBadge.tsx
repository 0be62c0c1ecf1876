import { ShieldCheck, ShieldQuestion, ShieldX } from 'lucide-react';
import type { ModelSummary } from '../../core/contract/index.ts';
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
