import { useEffect, useState } from 'react';

/** Says what changed, at most once a second. */
export function Announcer({ text }: { text: string }) {
  const [said, setSaid] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSaid(text), 1000);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <span className="unseen" aria-live="polite">
      {said}
    </span>
  );
}
