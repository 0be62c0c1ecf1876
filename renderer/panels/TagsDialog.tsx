import { useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { Copy, Search } from 'lucide-react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { ListedElement } from '../../core/contract/index.ts';
import { call, problemBehind } from '../client.ts';
import { Button, Ltr } from '../components/parts.tsx';
import { Sheet } from '../components/Sheet.tsx';
import { useSpeech } from '../i18n.tsx';
import { change, toast, useWindow } from '../state.ts';

const ROW = 26;

/** The words of a tag name apart, so that "patient name" finds PatientName. */
const apart = (name: string) => name.replace(/([a-z0-9])([A-Z])/g, '$1 $2');

/** The lines that a search finds, with the sequences and items that they lie in. */
function found(elements: ListedElement[], query: string): ListedElement[] {
  const wanted = query.trim().toLocaleLowerCase();
  if (!wanted) return elements;
  const kept: ListedElement[] = [];
  const open: ListedElement[] = [];
  for (const line of elements) {
    while (open.length > 0 && open.at(-1)!.depth >= line.depth) open.pop();
    const { tag, name, value } = line;
    const words = `${tag} ${tag.replace(/\D/g, '')} ${name} ${apart(name)} ${value}`.toLocaleLowerCase();
    if (line.tag !== '' && words.includes(wanted)) kept.push(...open.splice(0), line);
    else open.push(line);
  }
  return kept;
}

const asText = ({ tag, vr, name, value }: ListedElement) => [tag, vr, name, value].join('\t');

/** What the header of the shown image says, element by element. */
export default function TagsDialog() {
  const { t } = useSpeech();
  const shown = useWindow((state) => state.tagsOf);
  return (
    <Sheet
      open={shown !== undefined}
      onClose={() => change({ tagsOf: undefined })}
      title={t('tags')}
      look="dialog-tags"
    >
      {shown && <Tags {...shown} />}
    </Sheet>
  );
}

function Tags({ seriesInstanceUid, sopInstanceUid }: { seriesInstanceUid: string; sopInstanceUid: string }) {
  const { t, tell } = useSpeech();
  const [query, setQuery] = useState('');
  const { data, error } = useQuery({
    queryKey: ['elements', seriesInstanceUid, sopInstanceUid],
    queryFn: () => call('elements', undefined, { seriesInstanceUid, sopInstanceUid }),
    retry: false,
  });
  const lines = useMemo(() => found(data?.elements ?? [], query), [data, query]);
  const problem = error && tell(problemBehind(error));
  return (
    <>
      <div className="search">
        <Search className="icon-small" />
        <input
          type="search"
          aria-label={t('tagsSearch')}
          placeholder={t('tagsSearch')}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      </div>
      {problem && (
        <p role="alert">
          {problem.text} {problem.next}
        </p>
      )}
      {data && (
        <p className="quiet" role="status">
          {t('tagsCount', { n: lines.length })} · <Ltr className="mono">{data.transferSyntaxUid}</Ltr>
          {!data.complete && ` · ${t('tagsIncomplete')}`}
        </p>
      )}
      {data && <TagList key={query} lines={lines} />}
    </>
  );
}

/** One tab stop; arrows go from line to line, C copies. */
function TagList({ lines }: { lines: ListedElement[] }) {
  const { t } = useSpeech();
  const scroller = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  const current = lines[at];
  useEffect(() => {
    if (lines.length > 0) rows.scrollToIndex(at);
  }, [at, lines, rows]);

  const copy = async (line: ListedElement) => {
    await navigator.clipboard.writeText(asText(line));
    toast(t('tagsCopied', { tag: line.tag }));
  };
  const pressed = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15, Home: -lines.length, End: lines.length }[
      event.code
    ];
    if (by !== undefined) setAt(Math.min(Math.max(at + by, 0), lines.length - 1));
    else if (event.code === 'KeyC' && current) void copy(current);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div
        ref={scroller}
        className="tags"
        role="listbox"
        dir="ltr"
        tabIndex={0}
        aria-label={t('tags')}
        aria-activedescendant={current ? `tag-${at}` : undefined}
        onKeyDown={pressed}
      >
        <div className="tags-all" style={{ blockSize: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const line = lines[index]!;
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the list box takes the keys
              <div
                key={index}
                id={`tag-${index}`}
                className="tag"
                role="option"
                tabIndex={-1}
                aria-selected={index === at}
                aria-setsize={lines.length}
                aria-posinset={index + 1}
                style={{ translate: `0 ${start}px`, paddingInlineStart: 8 + 14 * line.depth }}
                onClick={() => setAt(index)}
              >
                <span className="mono">{line.tag}</span>
                <span className="mono quiet">{line.vr}</span>
                <span className="clip">{line.tag ? line.name : t('tagsItem', { n: line.length })}</span>
                <bdi className="clip tag-value">
                  {line.value}
                  {line.cut && '…'}
                </bdi>
              </div>
            );
          })}
        </div>
      </div>
      {current && (
        <div className="tag-whole">
          <bdi dir="auto" className="tag-whole-value">
            {current.value || '–'}
          </bdi>
          {current.cut && <span className="quiet">{t('tagsCut')}</span>}
          <Button icon={<Copy />} keys="C" onClick={() => void copy(current)}>
            {t('copy')}
          </Button>
        </div>
      )}
    </>
  );
}
