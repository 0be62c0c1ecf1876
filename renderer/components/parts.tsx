import { Tooltip as Radix } from 'radix-ui';
import { type ComponentProps, type ReactNode, useId } from 'react';

type Look = 'plain' | 'primary' | 'ghost' | 'tool';

/** A button that names its act. `keys` is shown beside it, `hint` after half a second. */
export function Button({
  look = 'plain',
  icon,
  keys,
  hint,
  children,
  className = '',
  ...rest
}: ComponentProps<'button'> & { look?: Look; icon?: ReactNode; keys?: string; hint?: string }) {
  const button = (
    <button type="button" className={`button button-${look} ${className}`} {...rest}>
      {icon}
      {children !== undefined && <span className="button-text">{children}</span>}
      {keys && <Keys>{keys}</Keys>}
    </button>
  );
  return hint ? <Tip text={hint}>{button}</Tip> : button;
}

/** A key as printed on it; hidden from names, since `aria-keyshortcuts` says it. */
export const Keys = ({ children }: { children: string }) => (
  <kbd className="keys" aria-hidden dir="ltr">
    {children}
  </kbd>
);

export function Tip({ text, keys, children }: { text: string; keys?: string; children: ReactNode }) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className="tip" sideOffset={6} collisionPadding={8}>
          {text}
          {keys && <Keys>{keys}</Keys>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Choices side by side, one of them taken. */
export function Segments<Value extends string>({
  name,
  value,
  options,
  onChoose,
}: {
  name: string;
  value: Value;
  options: { value: Value; label: ReactNode }[];
  onChoose: (value: Value) => void;
}) {
  const group = useId();
  return (
    <fieldset className="segments" aria-label={name}>
      {options.map((option) => (
        <label key={option.value} className="segment">
          <input type="radio" name={group} checked={option.value === value} onChange={() => onChoose(option.value)} />
          <span>{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** How far something is. Announced at steps of 25 %. */
export function ProgressBar({ name, done, total }: { name: string; done: number; total: number }) {
  const share = total > 0 ? Math.min(done / total, 1) : 0;
  const percent = Math.round(share * 100);
  return (
    <div
      className="progress"
      role="progressbar"
      aria-label={name}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <div className="progress-fill" style={{ inlineSize: `${percent}%` }} />
    </div>
  );
}

/** A number with its sign, a range, an id or a path: always left to right. */
export const Ltr = ({ children, className }: { children: ReactNode; className?: string }) => (
  <bdi dir="ltr" className={className}>
    {children}
  </bdi>
);

export const Swatch = ({ colour }: { colour: string }) => (
  <span className="swatch" aria-hidden="true" style={{ color: colour }} />
);
