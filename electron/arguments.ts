/** What the app was started with: paths to open, its two options, or a switch that it does not know. */
export type DesktopArguments = { paths: string[]; dataDir?: string; language?: string; unknownOption?: string };

/**
 * Takes apart the arguments behind the program (and, where it is run from a checkout, the app's folder). Everything
 * after `--` is a path; before it a path may stand, as a file manager gives it, and `--data-dir` and `--language`, but
 * no other switch: Chromium and Node have hundreds, and a file's name or a link must not become one (HOSTILE 39).
 */
export function desktopArguments(words: string[]): DesktopArguments {
  const end = words.indexOf('--');
  const before = [...(end < 0 ? words : words.slice(0, end))];
  const found: DesktopArguments = { paths: [] };
  for (let word = before.shift(); word !== undefined; word = before.shift()) {
    if (word === '--data-dir') found.dataDir = before.shift();
    else if (word === '--language') found.language = before.shift();
    else if (word.startsWith('-')) return { paths: [], unknownOption: word };
    else if (word) found.paths.push(word);
  }
  if (end >= 0) found.paths.push(...words.slice(end + 1).filter(Boolean));
  return found;
}

/** The arguments of a person: in a checkout they follow the app's folder, which is the first that is no switch. */
export function wordsOf(argv: string[], isPackaged: boolean): string[] {
  const given = argv.slice(1);
  return isPackaged ? given : given.slice(given.findIndex((word) => !word.startsWith('-')) + 1);
}

/** `\\host\share` and `//host/share`: only opening it already shows the account to that host. */
export const isNetworkPath = (path: string): boolean => /^(\\\\|\/\/)/.test(path);
