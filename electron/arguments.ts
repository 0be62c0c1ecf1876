/** What the app was started with: paths to open, or a switch that it does not know. */
export type DesktopArguments = { paths: string[]; unknownOption?: string };

/**
 * Takes apart the arguments behind the program (and, where it is run from a checkout, the app's folder). Everything
 * after `--` is a path; before it a path may stand, as a file manager gives it, but no switch: Chromium and Node have
 * hundreds, and a file's name or a link must not become one (HOSTILE 39).
 */
export function desktopArguments(words: string[]): DesktopArguments {
  const end = words.indexOf('--');
  const before = end < 0 ? words : words.slice(0, end);
  const unknownOption = before.find((word) => word.startsWith('-'));
  const paths = [...before.filter((word) => !word.startsWith('-')), ...(end < 0 ? [] : words.slice(end + 1))];
  return { paths: paths.filter(Boolean), ...(unknownOption && { unknownOption }) };
}

/** `\\host\share` and `//host/share`: only opening it already shows the account to that host. */
export const isNetworkPath = (path: string): boolean => /^(\\\\|\/\/)/.test(path);
