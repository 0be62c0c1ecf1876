import { Gauge } from 'lucide-react';
import { useState } from 'react';
import type { ModelSummary } from '../../core/contract/index.ts';
import { FolderField } from '../components/FolderField.tsx';
import { Button } from '../components/parts.tsx';
import { startEvaluation } from '../engine.ts';
import { useSpeech } from '../i18n.tsx';

type AskProps = { model: ModelSummary; models: ModelSummary[]; busy: boolean; onChoose(id: string): void };

/** What is to be evaluated on what. */
export function Ask({ model, models, busy, onChoose }: AskProps) {
  const { t, say } = useSpeech();
  const [data, setData] = useState('');
  const [split, setSplit] = useState('test');
  const complete = data.trim() !== '' && split.trim() !== '';
  return (
    <form
      className="row-form evaluate-ask"
      onSubmit={(event) => {
        event.preventDefault();
        if (complete && !busy) void startEvaluation(model.id, data.trim(), split.trim());
      }}
    >
      <label className="field">
        <span>{t('evaluateModel')}</span>
        <select className="input" value={model.id} onChange={(event) => onChoose(event.target.value)}>
          {models.map((one) => (
            <option key={one.id} value={one.id}>
              {say(one.name)}
            </option>
          ))}
        </select>
      </label>
      <FolderField name={t('evaluateData')} value={data} placeholder="/home/me/chest-pneumonia" onChange={setData} />
      <label className="field evaluate-split">
        <span>{t('evaluateSplit')}</span>
        <input className="input mono" dir="ltr" value={split} onChange={(event) => setSplit(event.target.value)} />
      </label>
      <Button look="primary" type="submit" icon={<Gauge />} disabled={!complete || busy}>
        {t(busy ? 'evaluating' : 'evaluateNow')}
      </Button>
    </form>
  );
}
