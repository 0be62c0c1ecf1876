import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { type HangingRule, HangingRule as Rule } from '../../core/contract/index.ts';
import { Button } from '../components/parts.tsx';
import { Sheet } from '../components/Sheet.tsx';
import { keepRules, useHangingRules } from '../hanging.ts';
import { useSpeech } from '../i18n.tsx';
import { presetsOf } from '../images/windows.ts';
import { change, paneCount, useWindow } from '../state.ts';
import { PLANES } from '../viewports/plane-names.ts';

/** The rules by which studies hang: which modality, in which layout and window, with how many priors, what where. */
export default function RulesDialog() {
  const { t } = useSpeech();
  const rules = useHangingRules();
  const open = useWindow((state) => state.editingRules);
  return (
    <Sheet
      open={open}
      onClose={close}
      title={t('rules')}
      look="dialog-rules"
      act={
        <Button look="primary" type="submit" form={FORM} disabled={!rules}>
          {t('rulesKeep')}
        </Button>
      }
    >
      {rules && <Editor known={rules} />}
    </Sheet>
  );
}

const FORM = 'rules';
const close = () => change({ editingRules: false });

const EMPTY: HangingRule = Rule.parse({ name: '', modality: 'CT', layout: '1x1', panes: [{}] });

/** A key for each rule, since rules have no names of their own to go by. */
let keys = 0;
const keyed = (rule: HangingRule) => ({ key: ++keys, rule });

/** A rule as it is kept: a window that its modality does not have is left out, as the choice shows it. */
function finished({ window, ...rule }: HangingRule): HangingRule {
  const modality = rule.modality.trim().toUpperCase();
  const has = presetsOf(modality).some(({ name }) => name === `preset${window}`);
  return { ...rule, modality, ...(has && { window }) };
}

function Editor({ known }: { known: HangingRule[] }) {
  const { t } = useSpeech();
  const [rules, setRules] = useState(() => known.map(keyed));
  const [chosen, setChosen] = useState(0);
  const at = Math.min(chosen, rules.length - 1);
  const edited = rules[at];
  const swap = (by: 1 | -1) => {
    const [one, other] = [rules[at], rules[at + by]];
    if (!one || !other) return;
    setRules(rules.with(at, other).with(at + by, one));
    setChosen(at + by);
  };
  const keep = async () => {
    if (await keepRules(rules.map(({ rule }) => finished(rule)))) close();
  };
  return (
    <form
      id={FORM}
      className="rules"
      onSubmit={(event) => {
        event.preventDefault();
        void keep();
      }}
    >
      <p className="soft">{t('rulesText')}</p>
      <div className="rules-list">
        <label className="field">
          <span>{t('rule')}</span>
          <select className="input" value={at} onChange={(event) => setChosen(Number(event.target.value))}>
            {rules.map(({ key, rule }, n) => (
              <option key={key} value={n}>
                {`${n + 1} · ${rule.modality} · ${rule.name}`}
              </option>
            ))}
          </select>
        </label>
        <Button look="ghost" icon={<ArrowUp />} aria-label={t('hangUp')} disabled={at <= 0} onClick={() => swap(-1)} />
        <Button
          look="ghost"
          icon={<ArrowDown />}
          aria-label={t('hangDown')}
          disabled={at >= rules.length - 1}
          onClick={() => swap(1)}
        />
        <Button
          look="ghost"
          icon={<Trash2 />}
          aria-label={t('hangDelete')}
          disabled={!edited}
          onClick={() => setRules(rules.filter((one) => one !== edited))}
        />
        <Button
          icon={<Plus />}
          onClick={() => {
            setRules([...rules, keyed(EMPTY)]);
            setChosen(rules.length);
          }}
        >
          {t('hangAdd')}
        </Button>
      </div>
      {edited && (
        <RuleForm
          key={edited.key}
          rule={edited.rule}
          onChange={(rule) => setRules(rules.with(at, { ...edited, rule }))}
        />
      )}
    </form>
  );
}

type FormProps = { rule: HangingRule; onChange(rule: HangingRule): void };

function RuleForm({ rule, onChange }: FormProps) {
  const { t } = useSpeech();
  const set = (part: Partial<HangingRule>) => onChange({ ...rule, ...part });
  const most = paneCount(rule.layout) - 1;
  const setLayout = (layout: HangingRule['layout']) => {
    const count = paneCount(layout);
    const panes = Array.from({ length: count }, (_, place) => rule.panes[place] ?? EMPTY.panes[0]!);
    set({ layout, panes, priors: Math.min(rule.priors, count - 1) });
  };
  return (
    <>
      <div className="rules-row">
        <label className="field">
          <span>{t('hangName')}</span>
          <input
            className="input"
            dir="auto"
            value={rule.name}
            onChange={(event) => set({ name: event.target.value })}
          />
        </label>
        <label className="field">
          <span>{t('hangModality')}</span>
          <input
            className="input"
            dir="ltr"
            required
            maxLength={16}
            value={rule.modality}
            onChange={(event) => set({ modality: event.target.value })}
          />
        </label>
      </div>
      <div className="rules-row">
        <label className="field">
          <span>{t('layout')}</span>
          <select
            className="input"
            value={rule.layout}
            onChange={(event) => setLayout(event.target.value as HangingRule['layout'])}
          >
            {(['1x1', '1x2', '2x2'] as const).map((layout) => (
              <option key={layout} value={layout}>
                {t(`layout${layout}`)}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span>{t('hangWindow')}</span>
          <select
            className="input"
            value={rule.window ?? 'File'}
            onChange={(event) => {
              const { window: _, ...others } = rule;
              const window = event.target.value as NonNullable<HangingRule['window']>;
              onChange(window === 'File' ? others : { ...others, window });
            }}
          >
            {presetsOf(rule.modality.trim().toUpperCase()).map(({ name }) => (
              <option key={name} value={name.slice('preset'.length)}>
                {t(name)}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span>{t('hangPriors')}</span>
          <select
            className="input"
            value={rule.priors}
            onChange={(event) => set({ priors: Number(event.target.value) })}
          >
            {Array.from({ length: most + 1 }, (_, n) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a number is what it is
              <option key={n} value={n}>
                {n}
              </option>
            ))}
          </select>
        </label>
      </div>
      {rule.panes.slice(0, paneCount(rule.layout)).map((pane, place) => (
        <PaneForm
          // biome-ignore lint/suspicious/noArrayIndexKey: a viewport is its place
          key={place}
          place={place}
          pane={pane}
          onChange={(next) => set({ panes: rule.panes.with(place, next) })}
        />
      ))}
    </>
  );
}

type PaneRule = HangingRule['panes'][number];

/** What one viewport takes; what is left empty may be anything. */
function PaneForm({ place, pane, onChange }: { place: number; pane: PaneRule; onChange(pane: PaneRule): void }) {
  const { t } = useSpeech();
  const set = (part: { [Key in keyof PaneRule]?: PaneRule[Key] | undefined }) =>
    onChange(Object.fromEntries(Object.entries({ ...pane, ...part }).filter(([, value]) => value !== '')) as PaneRule);
  return (
    <fieldset className="rules-row" aria-label={t('hangViewport', { n: place + 1 })}>
      <span className="rules-place" aria-hidden>
        {place + 1}
      </span>
      <label className="field">
        <span>{t('hangView')}</span>
        <input
          className="input"
          dir="ltr"
          value={pane.view ?? ''}
          onChange={(event) => set({ view: event.target.value.toUpperCase() })}
        />
      </label>
      <label className="field">
        <span>{t('hangSide')}</span>
        <select
          className="input"
          value={pane.laterality ?? ''}
          onChange={(event) => set({ laterality: event.target.value })}
        >
          <option value="">{t('hangAny')}</option>
          <option value="R">R</option>
          <option value="L">L</option>
        </select>
      </label>
      <label className="field">
        <span>{t('hangPlane')}</span>
        <select
          className="input"
          value={pane.plane}
          onChange={(event) => {
            const plane = event.target.value as PaneRule['plane'];
            set({ plane, again: plane !== 'acquired' });
          }}
        >
          {(['acquired', 'axial', 'sagittal', 'coronal'] as const).map((plane) => (
            <option key={plane} value={plane}>
              {t(PLANES[plane])}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>{t('hangDescription')}</span>
        <input
          className="input"
          dir="auto"
          value={pane.description ?? ''}
          onChange={(event) => set({ description: event.target.value })}
        />
      </label>
    </fieldset>
  );
}
