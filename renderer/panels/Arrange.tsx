import { ListFilter } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { Tip } from '../components/parts.tsx';
import { useSpeech } from '../i18n.tsx';
import { type Asked, SORTINGS, STATES } from '../study-order.ts';
import type { PlainWord } from '../words.ts';

const SORTING_NAMES: Record<Asked['sorting'], PlainWord> = {
  newest: 'sortNewest',
  oldest: 'sortOldest',
  name: 'sortName',
  waiting: 'sortWaiting',
};
const STATE_NAMES: Record<Asked['state'], PlainWord> = {
  all: 'showAll',
  waiting: 'showWaiting',
  decided: 'showDecided',
  unread: 'showUnread',
};
/** No modality and no tag has this name. */
const ANY = '';

type Props = { asked: Asked; modalities: string[]; tags: string[]; onAsk(asked: Asked): void };

/** In which order the studies stand, and which of them; a choice of modality or tag only where there is more than one. */
export function Arrange({ asked, modalities, tags, onAsk }: Props) {
  const { t } = useSpeech();
  return (
    <DropdownMenu.Root modal={false}>
      <Tip text={t('arrange')}>
        <DropdownMenu.Trigger className="button button-icon" aria-label={t('arrange')}>
          <ListFilter />
        </DropdownMenu.Trigger>
      </Tip>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu menu-long" align="start" sideOffset={4}>
          <Choices
            name={t('sortBy')}
            value={asked.sorting}
            options={SORTINGS.map((value) => ({ value, label: t(SORTING_NAMES[value]) }))}
            onChoose={(sorting) => onAsk({ ...asked, sorting })}
          />
          <DropdownMenu.Separator className="menu-separator" />
          <Choices
            name={t('showWhich')}
            value={asked.state}
            options={STATES.map((value) => ({ value, label: t(STATE_NAMES[value]) }))}
            onChoose={(state) => onAsk({ ...asked, state })}
          />
          {modalities.length > 1 && (
            <>
              <DropdownMenu.Separator className="menu-separator" />
              <Choices
                name={t('modalities')}
                value={asked.modality ?? ANY}
                options={[ANY, ...modalities].map((value) => ({ value, label: value || t('anyModality') }))}
                onChoose={(modality) => onAsk({ ...asked, modality: modality || undefined })}
              />
            </>
          )}
          {tags.length > 0 && (
            <>
              <DropdownMenu.Separator className="menu-separator" />
              <Choices
                name={t('studyTags')}
                value={asked.tag ?? ANY}
                options={[ANY, ...tags].map((value) => ({ value, label: value || t('anyTag') }))}
                onChoose={(tag) => onAsk({ ...asked, tag: tag || undefined })}
              />
            </>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Choices<Value extends string>({
  name,
  value,
  options,
  onChoose,
}: {
  name: string;
  value: Value;
  options: { value: Value; label: string }[];
  onChoose(value: Value): void;
}) {
  return (
    <>
      <DropdownMenu.Label className="menu-label">{name}</DropdownMenu.Label>
      <DropdownMenu.RadioGroup aria-label={name} value={value} onValueChange={(chosen) => onChoose(chosen as Value)}>
        {options.map((option) => (
          <DropdownMenu.RadioItem key={option.value} value={option.value} className="menu-item">
            <bdi>{option.label}</bdi>
          </DropdownMenu.RadioItem>
        ))}
      </DropdownMenu.RadioGroup>
    </>
  );
}
