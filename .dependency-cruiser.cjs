/**
 * Who may import whom: data flows from config and model to cli, and imports run the other way only.
 * A row names a file or folder of src and everything outside itself that it may import from src.
 * `test/tidy/imports.test.ts` feeds forbidden edges through this file and expects each to be caught.
 */
const model = ['model/machine', 'model/kernel', 'model/environment'];
// A machine executes requests and knows the menu of operations; it does not know the kernel programs.
const machineParts = [
  'errors.ts',
  'stop.ts',
  'model/system.ts',
  'model/masks.ts',
  'model/facts.ts',
  'model/step-coverage.ts',
  'model/state',
  'model/machine',
  'model/kernel/request.ts',
  'model/environment/scope.ts',
  'model/environment/ownership.ts',
];

const everything = [
  'errors.ts',
  'stop.ts',
  'c',
  'visible-text.ts',
  'config',
  'model',
  'invariants',
  'explorer',
  'conformance',
  'trace',
  'report',
  'files',
  'run',
];

const mayImport = {
  'stop.ts': [],
  // Reads C: knows no machine and no kernel.
  c: ['errors.ts', 'stop.ts', 'visible-text.ts', 'config/nearest.ts'],
  'visible-text.ts': [],
  'errors.ts': ['visible-text.ts'],
  'model/system.ts': [],
  'model/masks.ts': [],
  'model/facts.ts': ['model/masks.ts'],
  'model/step-coverage.ts': [],
  'model/state': ['errors.ts'],
  // Systems that users define: nothing of the kernel.
  'model/defined': ['errors.ts', 'config/given.ts', 'model/system.ts'],
  'model/machine': [],
  'model/kernel': ['model/machine'],
  'model/environment': ['model/machine', 'model/kernel'],
  // Programs read from a C text: the environment of the text as requests.
  'model/kernel-c': ['errors.ts', 'c', 'model/machine', 'model/kernel'],
  config: [
    'errors.ts',
    'model/machine',
    'model/kernel/features.ts',
    'model/kernel/revisions.ts',
    'model/kernel/text-revisions.ts',
    'model/environment/scope.ts',
    'model/environment/threads.ts',
    'model/mutation/catalogue.ts',
    'model/mutation/named-kernel.ts',
  ],
  // Mutants rewrite the programs from outside: neither kernel nor machine knows that there are any.
  'model/mutation': ['model/machine', 'model/kernel'],
  'model/build-scope.ts': ['errors.ts', 'config/scope-config.ts', 'model/mutation', ...model],
  // Chooses the machine that a scope needs.
  'model/create-system.ts': [
    'errors.ts',
    'model/system.ts',
    'model/machine',
    'model/environment/scope.ts',
    'model/vector',
    'model/reference',
  ],
  // The two machines check each other, so neither may know the other.
  'model/vector': machineParts,
  'model/reference': machineParts,
  invariants: ['model/facts.ts', 'model/masks.ts'],
  // The waist: a search cannot tell a page table from a dining philosopher.
  explorer: [
    'errors.ts',
    'stop.ts',
    'model/system.ts',
    'model/masks.ts',
    'model/state/mixed-words.ts',
    'invariants/invariant.ts',
  ],
  conformance: [
    'errors.ts',
    'stop.ts',
    'visible-text.ts',
    'config/parse-json.ts',
    'config/nearest.ts',
    'config/read-with-schema.ts',
    'c/run-program.ts',
    'model/machine',
    'model/kernel',
    'model/reference',
  ],
  trace: [
    'errors.ts',
    'stop.ts',
    'visible-text.ts',
    'config',
    'model/facts.ts',
    'model/masks.ts',
    'model/machine',
    'model/kernel/request.ts',
    'model/environment/scope.ts',
    'model/environment/ownership.ts',
    'model/reference',
    // What a search with threads took, to be kept as operations and turns.
    'model/system.ts',
    'model/vector/interleaved-record.ts',
  ],
  report: [
    'errors.ts',
    'stop.ts',
    'c/read-program.ts',
    'visible-text.ts',
    'config',
    'model/defined',
    'model/facts.ts',
    'model/masks.ts',
    'model/step-coverage.ts',
    'model/machine',
    'model/environment/threads.ts',
    'model/kernel/features.ts',
    'model/kernel/request.ts',
    'model/kernel/revisions.ts',
    'model/kernel/text-revisions.ts',
    'model/kernel-c',
    'model/mutation',
    'model/reference/recorder.ts',
    'invariants',
    'explorer/outcome.ts',
    'explorer/profile-outcome.ts',
    'explorer/forecast.ts',
    'conformance/conformance-result.ts',
    'conformance/describe-mismatch.ts',
    'trace',
  ],
  files: ['errors.ts', 'stop.ts'],
  // Reads mails and diffs: knows no kernel.
  patches: [],
  run: [
    'errors.ts',
    'stop.ts',
    'c',
    'files',
    'patches',
    'config',
    'model',
    'invariants',
    'explorer',
    'conformance',
    'trace',
    'report',
  ],
  // What strangers see, and what only the command line uses.
  api: everything,
  'cli-api.ts': everything,
  // The thread of the process imports what it needs by itself, so that it starts at once.
  cli: ['cli-api.ts', 'files/write-all.ts', 'visible-text.ts'],
};

/** A pattern for these files and folders of src. */
function pathsOf(names) {
  const patterns = names.map((name) =>
    name.endsWith('.ts') ? `${name.replaceAll('.', '\\.')}$` : `${name}/`,
  );
  return `^src/(${patterns.join('|')})`;
}

const error = { severity: 'error' };

const directions = Object.entries(mayImport).map(([name, below]) => ({
  ...error,
  name: `${name} imports only what its row names`,
  from: { path: pathsOf([name]) },
  to: { path: '^src/', pathNot: pathsOf([name, ...below]) },
}));

module.exports = {
  forbidden: [
    ...directions,
    {
      ...error,
      name: 'a file of no row imports nothing',
      from: { path: '^src/', pathNot: pathsOf(Object.keys(mayImport)) },
      to: {},
    },
    {
      ...error,
      name: 'a file of no row is imported by nobody',
      from: {},
      to: { path: '^src/', pathNot: pathsOf(Object.keys(mayImport)) },
    },
    {
      ...error,
      name: 'src imports neither test, bench nor page',
      from: { path: '^src/' },
      to: { path: '^(test|bench|page)/' },
    },
    {
      ...error,
      name: 'page draws a document and knows nothing else: the types of the document, and preact',
      from: { path: '^page/', pathNot: '^page/vite\\.config\\.ts$' },
      to: {
        pathNot:
          '^(page/|src/(trace/(steps|step-state|step-text)|report/(page|packed)-document)\\.ts$)|(^|/)node_modules/preact/',
      },
    },
    {
      ...error,
      name: 'bench imports no test',
      from: { path: '^bench/' },
      to: { path: '^test/' },
    },
    {
      ...error,
      name: 'examples see what strangers see',
      from: { path: '^examples/' },
      to: { path: '^(src/(?!api/)|test/|bench/)' },
    },
    {
      ...error,
      name: 'files, threads and clocks belong to files, run and cli',
      from: { path: '^src/', pathNot: '^src/(files|run|cli)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      ...error,
      name: 'model, invariants and explorer stand on no library',
      from: { path: '^src/(errors\\.ts|stop\\.ts|model/|invariants/|explorer/)' },
      to: { path: 'node_modules' },
    },
    {
      ...error,
      name: 'src stands on no development tool',
      // The bridges to fast-check and vitest are loaded by those who have them.
      from: { path: '^src/', pathNot: '^src/api/(fast-check|stored-seeds|vitest)\\.ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    { ...error, name: 'every import resolves', from: {}, to: { couldNotResolve: true } },
    { ...error, name: 'no cycles', from: {}, to: { circular: true } },
  ],
  options: {
    // Type-only imports count: a folder that knows the types of another knows the other.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
