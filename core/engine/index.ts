export type { RunnerAnswer, RunnerProcess, RunnerRequest } from '../inference/index.ts';
export type { EngineOptions } from './context.ts';
export { diskProblem } from './disk.ts';
export { createEngine, type Engine } from './engine.ts';
export { hostHeaders, openPage } from './page.ts';
export { closeServer, fetchOverPipe, listenOnPipe, type Pipe, sameText } from './pipe.ts';
export { defaultDataDir, pageFolder, programRoot, shippedModelsFolder } from './places/index.ts';
export { refuse } from './refusal.ts';
