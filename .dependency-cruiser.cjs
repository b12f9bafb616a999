/** The import rules between folders; `src/README.md` has the diagram. A row names a file or folder of src
 * and everything in src outside itself that it may import.
 * `test/tidy/imports.test.ts` tests this file with forbidden imports.
 */
const base = ['errors.ts', 'stop.ts', 'text/visible-text.ts', 'text/hex.ts', 'text/by-text.ts'];
/** The foundation of every search. */
const core = ['model', 'invariants', 'explorer'];
/** The common imports of all folders above the subjects, and those of a subject. */
const common = [...base, 'subject', 'text', 'input', 'files'];
const ofSubject = [...base, 'subject', 'input', 'text', 'model', 'invariants/invariant.ts'];
const vmem = (...names) => names.map((name) => `subjects/vmem/${name}`);

// A machine executes requests and knows the possible operations, but not the kernel programs.
const machineParts = [
  ...base,
  'text/code-place.ts',
  'model',
  'invariants/facts.ts',
  ...vmem('machine', 'kernel/request.ts', 'steps', 'environment/scope.ts'),
];

const mayImport = {
  'stop.ts': [],
  'errors.ts': ['text/visible-text.ts'],
  text: [...base, 'invariants/invariant.ts'],
  input: base,
  files: base,
  // Reads mails and diffs; independent of kernels.
  patches: [],
  // Reads C; independent of machines and kernels.
  c: [...base, 'input/nearest.ts', 'text/code-coverage.ts'],
  // The notion of a model: systems, masks of facts, states as bytes.
  model: base,
  invariants: ['model/masks.ts'],
  // The narrow waist: searches are independent of what they search.
  explorer: [...base, 'model', 'invariants/invariant.ts'],
  // The subject as an interface: the only way in which the folders below see vmem.c.
  subject: [
    ...base,
    'text/code-place.ts',
    'text/code-coverage.ts',
    'text/paragraph.ts',
    'model',
    'invariants/invariant.ts',
    'explorer',
  ],
  jobs: [...common, ...core, 'checkpoint', 'counterexample'],
  checkpoint: [...common, ...core],
  // Knows operations by label and thread only; the subject knows the rest.
  counterexample: [...common, ...core, 'jobs'],
  commands: [...common, 'c', 'patches', ...core, 'jobs', 'checkpoint', 'counterexample', 'cli'],
  // Commands that read counterexamples are independent of subjects.
  ...Object.fromEntries(
    ['replay', 'show', 'shrink', 'explain', 'corpus', 'bisect'].map((name) => [
      `commands/${name}`,
      [...common, 'invariants/invariant.ts', 'jobs', 'counterexample', 'cli', 'commands'],
    ]),
  ),
  // Shared by the command lines of all commands.
  cli: [...common, 'invariants', 'model/engine.ts', 'jobs', 'explorer', 'counterexample'],
  main: [
    ...base,
    'subject',
    'text',
    'files',
    'jobs',
    'checkpoint/resumed.ts',
    'counterexample/files.ts',
    'cli',
    'commands',
    'subjects',
  ],
  api: [...common, ...core, 'jobs', 'counterexample', 'commands', 'subjects'],
  // User-defined systems; independent of the kernel.
  'subjects/defined': [...ofSubject, 'files/system-errors.ts'],
  'subjects/vmem/machine': ['text/code-place.ts', 'text/hex.ts'],
  'subjects/vmem/kernel': ['text/code-place.ts', ...vmem('machine')],
  // The fields, traits and names of each kind of step: one row per request.
  'subjects/vmem/steps': [
    ...base,
    'text/paragraph.ts',
    'invariants/facts.ts',
    ...vmem('machine', 'kernel/request.ts'),
  ],
  'subjects/vmem/environment': ['text/hex.ts', ...vmem('machine', 'kernel', 'scope')],
  // Programs read from a C source: its environment as requests.
  'subjects/vmem/kernel-c': [
    'subjects/c-kernel',
    'errors.ts',
    'text/code-place.ts',
    'text/code-coverage.ts',
    'text/hex.ts',
    'c',
    ...vmem('machine', 'kernel'),
  ],
  // Mutants rewrite the programs from outside; kernel and machine do not know them.
  'subjects/vmem/mutation': [
    'subject/mutants.ts',
    'invariants',
    ...vmem('machine', 'kernel', 'steps', 'scope'),
  ],
  // The two machines check each other, so neither may import the other.
  'subjects/vmem/fast': machineParts,
  'subjects/vmem/plain': [...machineParts, ...vmem('kernel/nested.ts')],
  'subjects/vmem/scope': [
    ...base,
    'subject',
    'input',
    'text',
    ...vmem('machine', 'kernel', 'mutation'),
  ],
  'subjects/vmem/recordings': [
    ...base,
    'subject',
    'input',
    'text',
    'c/run-program.ts',
    ...vmem('machine', 'kernel', 'steps', 'plain'),
  ],
  // Shared by C sources of the kernel on all architectures.
  'subjects/c-kernel': [...base, 'files', 'c'],
  // The memmap of an architecture; independent of the architecture and of vmem.c.
  'subjects/memmap': [...ofSubject, 'files', 'c', 'subjects/c-kernel'],
  // An architecture is a table.
  'subjects/x86-64': ['c', 'subjects/memmap'],
  'subjects/arm64': ['c', 'subjects/memmap'],
  // Each is loaded on request.
  'subjects/architectures.ts': [
    ...ofSubject,
    'subjects/memmap',
    'subjects/x86-64',
    'subjects/arm64',
  ],
  subjects: [
    ...base,
    'subject',
    'input',
    'text',
    'files',
    'patches',
    'c',
    ...core,
    'counterexample',
    'subjects/vmem',
    'subjects/c-kernel',
  ],
};

/** A pattern for these files and folders of src. */
function pathsOf(names) {
  const patterns = names.map((name) =>
    name.endsWith('.ts') ? `${name.replaceAll('.', '\\.')}$` : `${name}/`,
  );
  return `^src/(${patterns.join('|')})`;
}

/** A folder with its own row does not follow the row of its parent folder. */
function nestedRows(name) {
  const nested = Object.keys(mayImport).filter((other) => other.startsWith(`${name}/`));
  return nested.length === 0 ? {} : { pathNot: pathsOf(nested) };
}

const error = { severity: 'error' };

const directions = Object.entries(mayImport).map(([name, below]) => ({
  ...error,
  name: `${name} imports only what its row names`,
  from: { path: pathsOf([name]), ...nestedRows(name) },
  to: { path: '^src/', pathNot: pathsOf([name, ...below]) },
}));

module.exports = {
  forbidden: [
    ...directions,
    {
      ...error,
      name: 'a file without a row imports nothing',
      from: { path: '^src/', pathNot: pathsOf(Object.keys(mayImport)) },
      to: {},
    },
    {
      ...error,
      name: 'a file without a row is not imported',
      from: {},
      to: { path: '^src/', pathNot: pathsOf(Object.keys(mayImport)) },
    },
    {
      ...error,
      name: 'features are private to the hand-written programs, their mutants and their lists; other code asks the kernel source',
      from: {
        path: '^src/',
        pathNot:
          '^src/(api/index\\.ts|subjects/vmem/((kernel|mutation|findings|reached)/|kernel-c/c-source\\.ts|scope/variants\\.ts|(scopes|topics)\\.ts))',
      },
      to: { path: '^src/subjects/vmem/kernel/(features|hand-written)\\.ts$' },
    },
    {
      ...error,
      name: 'src imports neither test, bench, build, docs-tools nor page',
      from: { path: '^src/' },
      to: { path: '^(test|bench|build|docs-tools|page)/' },
    },
    {
      ...error,
      name: 'docs-tools run the program and import none of it',
      from: { path: '^docs-tools/' },
      to: { path: '^(src|test|bench|page)/' },
    },
    {
      ...error,
      name: 'page depends only on the types of its document and on preact',
      from: { path: '^page/', pathNot: '^page/(vmem/|vite\\.config\\.ts$)' },
      to: {
        pathNot:
          '^(page/|src/(subject/(page|trace)|commands/show/page-document|text/hex)\\.ts$)|(^|/)node_modules/preact/',
      },
    },
    {
      ...error,
      name: 'page/vmem draws the states of vmem.c',
      from: { path: '^page/vmem/' },
      to: {
        pathNot:
          '^(page/|src/(text/hex|subjects/vmem/trace/(steps|step-state))\\.ts$)|(^|/)node_modules/preact/',
      },
    },
    ...['fields', 'vmem'].map((kit) => ({
      ...error,
      name: `page/${kit} is imported only by itself and by main.tsx, which combines player and panels`,
      from: { path: '^page/', pathNot: `^page/(${kit}/|main\\.tsx$)` },
      to: { path: `^page/${kit}/.*\\.tsx?$` },
    })),
    {
      ...error,
      name: 'bench imports no test',
      from: { path: '^bench/' },
      to: { path: '^test/' },
    },
    {
      ...error,
      name: 'examples import only the public API',
      from: { path: '^examples/' },
      to: { path: '^(src/(?!api/)|test/|bench/)' },
    },
    {
      ...error,
      name: 'files, threads and clocks belong to files, jobs, commands and main',
      from: {
        path: '^src/',
        pathNot:
          '^src/(files|jobs|checkpoint|counterexample|commands|cli|main|subjects/(vmem/(texts|comparison|on-machine)|defined/file|c-kernel|memmap/texts))/',
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      ...error,
      name: 'model, invariants and explorer use no library',
      from: {
        path: '^src/(errors\\.ts|stop\\.ts|model/|invariants/|explorer/|subjects/vmem/(machine|kernel|environment|fast|plain|mutation)/)',
      },
      to: { path: 'node_modules' },
    },
    {
      ...error,
      name: 'src uses no development tool',
      // The bridges to fast-check and vitest are loaded only by users who have installed them.
      from: { path: '^src/', pathNot: '^src/api/(fast-check|stored-seeds|vitest)\\.ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    { ...error, name: 'every import resolves', from: {}, to: { couldNotResolve: true } },
    { ...error, name: 'no cycles', from: {}, to: { circular: true } },
  ],
  options: {
    // Type-only imports count as dependencies.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
