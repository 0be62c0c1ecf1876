import type { Command } from '../command.ts';

/** `skiagraph doctor` */
export const doctor: Command = async ({ engine }) => {
  const found = await (await engine()).doctor();
  const { memoryMb, dataDir, providers, accelerators, models } = found;
  const lines = [
    `Skiagraph    ${found.version}`,
    `Node         ${found.node}, SQLite ${found.sqlite}, onnxruntime ${found.onnxruntime}`,
    `System       ${found.system}, ${found.cores} cores, ${memoryMb.total} MB memory (${memoryMb.free} MB free)`,
    `Data folder  ${dataDir.path} (${dataDir.writable ? 'can be written' : 'cannot be written'})`,
    `Providers    ${providers.map(({ name }) => name).join(', ')}`,
    ...accelerators.map(
      ({ name, provedFor, advice }) =>
        `Faster?      ${name}: ${advice ? `${advice.text} ${advice.next}` : `proved for ${provedFor} of ${models.length} models`}`,
    ),
    `Models       ${models.map(({ id, version, problem }) => `${id} ${version}${problem ? ` (${problem})` : ''}`).join(', ')}`,
  ];
  return { document: found, text: lines.join('\n') };
};
