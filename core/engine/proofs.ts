import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Proof, type Provider } from '../contract/index.ts';
import type { Runner } from '../inference/index.ts';
import type { ModelPackage } from '../models/index.ts';

/** What golden cases showed on this machine, kept between starts: a proof holds for the bytes and runtime it was made with. */
export type Proofs = {
  of(model: ModelPackage): Proof[];
  /** Runs the golden cases and keeps what they showed, be it good or bad. Throws only for a disk that cannot be written. */
  prove(model: ModelPackage, provider: Provider, o?: { signal?: AbortSignal }): Promise<Proof>;
};

/** Opens `<dataDir>/proofs.json`. It can be thrown away: proofs are made again. */
export async function openProofs(o: {
  dataDir: string;
  runner(): Promise<Runner>;
  /** A runner of one's own, to be closed. */
  throwAway(): Promise<Runner>;
  now(): Date;
}): Promise<Proofs> {
  const file = join(o.dataDir, 'proofs.json');
  const ort = await import('onnxruntime-node');
  const key = ({ sha256 }: ModelPackage) =>
    `${sha256} onnxruntime ${ort.env.versions.node} ${process.platform} ${process.arch}`;
  const known = await read(file);
  return {
    of: (model) => known[key(model)] ?? [],
    async prove(model, provider, { signal } = {}) {
      const { proveModel } = await import('../inference/index.ts');
      // Another provider is tried where its driver can take nothing else down.
      const own = provider === 'cpu' ? undefined : await o.throwAway();
      const proof = await proveModel(model, provider, own ?? (await o.runner()), { now: o.now, signal }).finally(() =>
        own?.close(),
      );
      if (signal?.aborted) return proof;
      // Another program on this folder may have proved something meanwhile.
      Object.assign(known, { ...(await read(file)), ...known });
      known[key(model)] = [...(known[key(model)] ?? []).filter((one) => one.provider !== provider), proof];
      const { writeDurably } = await import('../review/index.ts');
      await writeDurably(file, new TextEncoder().encode(JSON.stringify(known, null, 1)));
      return proof;
    },
  };
}

async function read(file: string): Promise<Record<string, Proof[]>> {
  try {
    const found = Object.entries(JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>);
    return Object.fromEntries(found.map(([key, proofs]) => [key, Proof.array().catch([]).parse(proofs)]));
  } catch {
    return {};
  }
}
