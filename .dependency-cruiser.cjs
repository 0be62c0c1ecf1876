/*
 * The walls of docs/architecture.md. `tools/layers.ts` runs this, refuses an empty graph, and draws the picture in
 * docs/architecture.md from the same table.
 */
const walls = require('./tools/walls.json');

const inside = (folder) => `^${folder}/`;

/** A folder may import itself and what its row of the table names, nothing else of ours. */
const layerRules = Object.entries(walls).map(([folder, allowed]) => ({
  name: `walls-of-${folder.replaceAll('/', '-')}`,
  severity: 'error',
  comment: `${folder} may import only ${[folder, ...allowed].join(', ')}`,
  from: { path: inside(folder) },
  to: { path: '^(core|cli|electron|renderer)/', pathNot: [folder, ...allowed].map(inside) },
}));

/** Nothing imports past a door: from outside a station only its index.ts is seen, or that of a room with its own row. */
const stations = Object.keys(walls).filter((folder) => folder.startsWith('core/'));
const doorsOf = (folder) =>
  stations.filter((room) => room === folder || room.startsWith(`${folder}/`)).map((room) => `^${room}/index\\.ts$`);
const doorRules = stations
  .map((folder) => ({
    name: `door-of-${folder.replaceAll('/', '-')}`,
    severity: 'error',
    comment: `${folder} is entered by its index.ts`,
    from: { pathNot: [inside(folder), '^test/', '^tools/'] },
    to: { path: inside(folder), pathNot: doorsOf(folder) },
  }));

module.exports = {
  forbidden: [
    ...layerRules,
    ...doorRules,
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-orphan-import', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'contract-and-renderer-stay-out-of-node',
      severity: 'error',
      comment: 'The page has no Node, and the contract is read by the page.',
      from: { path: '^(core/contract|renderer)/', pathNot: '^renderer/vite\\.config\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|node_modules)/' },
    moduleSystems: ['es6', 'cjs'],
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.css', '.d.ts'], conditionNames: ['import', 'node', 'browser', 'default'], exportsFields: ['exports'] },
  },
};
