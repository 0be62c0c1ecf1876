import { useQuery } from '@tanstack/react-query';
import { ChevronDown, Plus, ScanEye } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { type ReactNode, useEffect, useState } from 'react';
import type { ModelSummary, NetworkDescription, NetworkLook, Series, Study } from '../../core/contract/index.ts';
import { call, problemBehind } from '../client.ts';
import { Button, Ltr } from '../components/parts.tsx';
import { startLook, useActiveSeries, useEligibility, useModels } from '../engine.ts';
import { isActive, personName } from '../format.ts';
import { useSpeech } from '../i18n.tsx';
import { BlockDetail } from '../network/BlockDetail.tsx';
import { Channels } from '../network/Channels.tsx';
import { Diagram } from '../network/Diagram.tsx';
import { blockNumbers, countText, msText, shortcutsOf } from '../network/facts.ts';
import { NewModelDialog } from '../network/NewModelDialog.tsx';
import { useActivations, useLookInput } from '../network/pictures.ts';
import { StudyPicture } from '../network/StudyPicture.tsx';
import { useWindow } from '../state.ts';
import '../styles/network.css';
import { asksOnly } from '../panels/channels.ts';

/** A model's network, block by block: what it is, and what it does with the open series. */
export default function NetworkPage() {
  const { t, tell } = useSpeech();
  const models = useModels();
  const active = useActiveSeries();
  const series = active?.series;
  const eligibility = useEligibility(series?.seriesInstanceUid);
  const [asked, setAsked] = useState<string>();
  const [newModel, setNewModel] = useState(false);
  const fits = eligibility?.find((one) => one.eligibility.eligible)?.modelId;
  const model = models.find(({ id }) => id === (asked ?? fits)) ?? models[0];
  const { data: network, error } = useQuery({
    queryKey: ['network', model?.id, model?.sha256],
    queryFn: () => call('network', undefined, { modelId: model!.id }),
    enabled: model !== undefined,
  });
  if (!model) return <main className="network network-empty">{t('noModels')}</main>;
  const choice = <ModelChoice model={model} models={models} onChoose={setAsked} />;
  if (!network) {
    const told = error && tell(problemBehind(error));
    return (
      <main className="network network-empty">
        {choice}
        {told && <p role="alert">{`${told.text} ${told.next}`}</p>}
      </main>
    );
  }
  const refused = eligibility?.find(({ modelId }) => modelId === model.id)?.eligibility;
  const mayLook = refused === undefined || refused.eligible || refused.overrulable || asksOnly(refused);
  return (
    <>
      <Inside key={model.id} {...{ model, network, active, choice, mayLook }} onNew={() => setNewModel(true)} />
      {newModel && <NewModelDialog series={series} onDone={() => setNewModel(false)} />}
    </>
  );
}

type InsideProps = {
  model: ModelSummary;
  network: NetworkDescription;
  active: { study: Study; series: Series } | undefined;
  choice: ReactNode;
  mayLook: boolean;
  onNew(): void;
};

function Inside({ model, network, active, choice, mayLook, onNew }: InsideProps) {
  const series = active?.series;
  const { t } = useSpeech();
  const [chosen, setChosen] = useState(0);
  const [channel, setChannel] = useState<number>();
  const { lookId, look, looking } = useLook(model.id, series?.seriesInstanceUid);
  const activations = useActivations(look && lookId, chosen);
  const input = useLookInput(look && lookId);
  const choose = (block: number) => {
    setChosen(block);
    setChannel(undefined);
  };
  useBlockKeys(chosen, network.blocks.length, choose);
  const { identity, projection } = shortcutsOf(network);
  return (
    <main className="network" data-region="network">
      <div className="network-main">
        <header className="network-head">
          <div>
            {choice}
            <p className="soft">
              <Facts network={network} look={look} />
            </p>
            {active && (
              <p className="quiet">
                <bdi>{personName(active.study.patientName)}</bdi> ·{' '}
                <bdi>{active.series.description || t('unnamedSeries')}</bdi> · <bdi>{active.series.modality}</bdi>
              </p>
            )}
          </div>
          <ul className="shortcut-legend">
            <li>
              <Shortcut look="identity" /> {t('identityCount', { n: identity })}
            </li>
            <li>
              <Shortcut look="projection" /> {t('projectionCount', { n: projection })}
            </li>
          </ul>
          <Button icon={<Plus />} onClick={onNew}>
            {t('newModel')}
          </Button>
          <Button
            look="primary"
            icon={<ScanEye />}
            disabled={!series || looking || !mayLook}
            onClick={() => series && void startLook(model.id, series.seriesInstanceUid)}
          >
            {t(looking ? 'looking' : look ? 'lookAgain' : 'lookNow')}
          </Button>
        </header>
        {network.residual ? (
          <Diagram {...{ network, look, chosen }} onChoose={choose} />
        ) : (
          <p className="network-none">{t('notResidual')}</p>
        )}
        {network.residual &&
          (look || looking ? (
            <Channels
              number={blockNumbers(network.blocks)[chosen]!}
              {...{ activations, channel }}
              onChoose={setChannel}
            />
          ) : (
            <p className="network-none">{t(series ? (mayLook ? 'lookHint' : 'lookRefused') : 'lookNoSeries')}</p>
          ))}
      </div>
      <aside className="network-side" aria-label={t('blockDetails')}>
        {look && series && (
          <StudyPicture
            seriesInstanceUid={series.seriesInstanceUid}
            frame={look.frame}
            coversPx={look.coversPx}
            {...{ input, activations, channel }}
          />
        )}
        {network.residual && <BlockDetail {...{ network, look, chosen }} onChoose={choose} />}
      </aside>
    </main>
  );
}

/** The newest look at a model on a series, and what was seen. */
function useLook(modelId: string, seriesInstanceUid: string | undefined) {
  const jobs = useWindow((state) => state.jobs);
  const mine = Object.values(jobs).filter(
    (job) => job.kind === 'look' && job.modelId === modelId && job.seriesInstanceUid === seriesInstanceUid,
  );
  const looking = mine.some(isActive);
  const lookId = mine.findLast(({ status }) => status === 'done')?.id;
  const { data: look } = useQuery({
    queryKey: ['look', lookId],
    queryFn: () => call('looked', undefined, { lookId: lookId! }),
    enabled: lookId !== undefined,
    retry: false,
  });
  return { lookId, look: lookId ? look : undefined, looking };
}

function useBlockKeys(chosen: number, blocks: number, choose: (block: number) => void) {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('[role="dialog"], [role="menu"]'))
        return;
      const by = { BracketLeft: -1, BracketRight: 1 }[event.code];
      if (by) choose(Math.min(Math.max(chosen + by, 0), blocks - 1));
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  });
}

function Facts({ network, look }: { network: NetworkDescription; look: NetworkLook | undefined }) {
  const { t } = useSpeech();
  const cams = { exact: 'camExact', approximate: 'camApproximate', none: 'camNone' } as const;
  const total =
    look && look.ms.stem + look.ms.rest + look.ms.elsewhere + look.blocks.reduce((sum, { ms }) => sum + ms, 0);
  const parts = [
    network.variant ?? (network.residual ? t('residualNetwork') : t('plainNetwork')),
    ...(network.networks ? [t('firstOfEnsemble', { count: String(network.networks.length) })] : []),
    t('residualBlocks', { n: network.blocks.length }),
    t('parametersOf', { count: countText(network.parameters) }),
    ...(network.multiplyAdds === undefined ? [] : [t('multiplyAddsOf', { count: countText(network.multiplyAdds) })]),
    ...(look && total !== undefined
      ? [t('timeOn', { time: msText(total), provider: look.provider.toUpperCase() })]
      : []),
    t(cams[network.cam]),
  ];
  return parts.map((part, n) => (
    <span key={part}>
      {n > 0 && ' · '}
      <bdi>{part}</bdi>
    </span>
  ));
}

function ModelChoice({
  model,
  models,
  onChoose,
}: {
  model: ModelSummary;
  models: ModelSummary[];
  onChoose(id: string): void;
}) {
  const { t, say } = useSpeech();
  return (
    <DropdownMenu.Root modal={false}>
      <h1 className="network-title">
        <DropdownMenu.Trigger className="button button-ghost" aria-label={`${t('chooseModel')}: ${say(model.name)}`}>
          <span className="button-text">{say(model.name)}</span>
          <Ltr className="version">{model.version}</Ltr>
          <ChevronDown className="icon-small" />
        </DropdownMenu.Trigger>
      </h1>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="start" sideOffset={4}>
          <DropdownMenu.RadioGroup value={model.id} onValueChange={onChoose}>
            {models.map((one) => (
              <DropdownMenu.RadioItem key={one.id} value={one.id} className="menu-item">
                {say(one.name)}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** The two kinds of shortcut as the drawing has them. */
const Shortcut = ({ look }: { look: 'identity' | 'projection' }) => (
  <svg width="24" height="14" aria-hidden="true" className={look === 'projection' ? 'block-projection' : undefined}>
    <path className="shortcut" d="M3 13 V7 q0 -4 4 -4 H17 q4 0 4 4 V13" />
    {look === 'projection' && <rect className="projection" x="8" y="0" width="8" height="6" rx="1.5" />}
  </svg>
);
