/** Bytes from which glibc takes a block from the system, and gives it back when it is freed (mallopt(3)). */
const MMAP_THRESHOLD = String(256 * 2 ** 10);

/**
 * Starts this program anew, in the same process, with a fixed threshold for large blocks. By default glibc raises it with
 * every large block that is freed, and the frames of all threads then lie in arenas that hardly ever shrink. Returns
 * where there is nothing to do: under another system, or once it is done. Call it before anything is read or opened.
 */
export function giveMemoryBack(): void {
  if (process.platform !== 'linux' || process.env.MALLOC_MMAP_THRESHOLD_ !== undefined) return;
  const env = { ...process.env, MALLOC_MMAP_THRESHOLD_: MMAP_THRESHOLD };
  try {
    process.execve?.(process.execPath, [process.execPath, ...process.execArgv, ...process.argv.slice(1)], env);
  } catch {
    // Where it is forbidden, the program goes on as it is and holds more memory.
  }
}
