export { type AnalysisDeps, type AnalysisPlan, analyse } from './analyse.ts';
export { type Exit, forkRunner, type RunnerProcess, runnerFile } from './fork.ts';
export { activationsOf, inputOf, type Looking, look, openLook, type Pictures } from './look.ts';
export { readNpy } from './npy.ts';
export type { RunnerAnswer, RunnerRequest, Tensor } from './protocol.ts';
export { proveModel } from './prove.ts';
export { chooseProvider, platformProviders } from './provider.ts';
export { createRunner, type Network, type Runner, type RunnerJob } from './runner-client.ts';
export { inputsSha256, pixelsSha256 } from './source.ts';
