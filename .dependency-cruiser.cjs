/**
 * Which room may import which: `src/README.md` has the picture. A row names a file or folder of src
 * and everything outside itself that it may import from src.
 * `test/tidy/imports.test.ts` feeds forbidden edges through this file and expects each to be caught.
 */
const base = ['errors.ts', 'stop.ts', 'text/visible-text.ts', 'text/hex.ts', 'text/by-text.ts'];
/** What any search stands on. */
const core = ['model', 'invariants', 'explorer'];
/** What all rooms above the subjects may import, and what a subject may. */
const common = [...base, 'subject', 'text', 'input', 'files'];
const ofSubject = [...base, 'subject', 'input', 'text', 'model', 'invariants/invariant.ts'];
const vmem = (...names) => names.map((name) => `subjects/vmem/${name}`);

// A machine executes requests and knows the menu of operations; it does not know the kernel programs.
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
  // Reads mails and diffs: knows no kernel.
  patches: [],
  // Reads C: knows no machine and no kernel.
  c: [...base, 'input/nearest.ts', 'text/code-coverage.ts'],
  // What a model is: systems, masks of facts, states as bytes.
  model: base,
  invariants: ['model/masks.ts'],
  // The waist: a search cannot tell a page table from a dining philosopher.
  explorer: [...base, 'model', 'invariants/invariant.ts'],
  // What may be checked, as an interface: every room below sees vmem.c through it only.
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
  // Knows operations by label and thread: what else they are, the subject knows.
  counterexample: [...common, ...core, 'jobs'],
  commands: [...common, 'c', 'patches', ...core, 'jobs', 'checkpoint', 'counterexample', 'cli'],
  // Commands that read counterexamples know no subject.
  ...Object.fromEntries(
    ['replay', 'show', 'shrink', 'explain', 'corpus', 'bisect'].map((name) => [
      `commands/${name}`,
      [...common, 'invariants/invariant.ts', 'jobs', 'counterexample', 'cli', 'commands'],
    ]),
  ),
  // What every command needs on a command line.
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
  // Systems that users define: nothing of the kernel.
  'subjects/defined': [...ofSubject, 'files/system-errors.ts'],
  'subjects/vmem/machine': ['text/code-place.ts', 'text/hex.ts'],
  'subjects/vmem/kernel': ['text/code-place.ts', ...vmem('machine')],
  // What each kind of step holds, is and is called: a row a request.
  'subjects/vmem/steps': [
    ...base,
    'text/paragraph.ts',
    'invariants/facts.ts',
    ...vmem('machine', 'kernel/request.ts'),
  ],
  'subjects/vmem/environment': ['text/hex.ts', ...vmem('machine', 'kernel')],
  // Programs read from a C text: the environment of the text as requests.
  'subjects/vmem/kernel-c': [
    'subjects/c-kernel',
    'errors.ts',
    'text/code-place.ts',
    'text/code-coverage.ts',
    'text/hex.ts',
    'c',
    ...vmem('machine', 'kernel'),
  ],
  // Mutants rewrite the programs from outside: neither kernel nor machine knows that there are any.
  'subjects/vmem/mutation': [
    'subject/mutants.ts',
    'invariants',
    ...vmem('machine', 'kernel', 'steps', 'scope'),
  ],
  // The two machines check each other, so neither may know the other.
  'subjects/vmem/fast': machineParts,
  'subjects/vmem/plain': machineParts,
  'subjects/vmem/scope': [
    ...base,
    'subject',
    'input',
    'text',
    ...vmem('machine', 'kernel', 'environment', 'mutation'),
  ],
  'subjects/vmem/recordings': [
    ...base,
    'subject',
    'input',
    'text',
    'c/run-program.ts',
    ...vmem('machine', 'kernel', 'steps', 'plain'),
  ],
  // What C texts of the kernel share, whatever the architecture.
  'subjects/c-kernel': [...base, 'files', 'c'],
  // The memmap of an architecture: knows no architecture, and nothing of vmem.c.
  'subjects/memmap': [...ofSubject, 'files', 'c', 'subjects/c-kernel'],
  // An architecture is a table.
  'subjects/x86-64': ['c', 'subjects/memmap'],
  'subjects/arm64': ['c', 'subjects/memmap'],
  // Each is loaded when it is requested.
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

/** A folder with a row of its own does not follow the row of the folder around it. */
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
      name: 'features are private to the hand-written programs, their mutants and the lists of them: others ask what a kernel source does',
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
      name: 'page draws a document and knows nothing else: the types of the document, and preact',
      from: { path: '^page/', pathNot: '^page/(vmem/|vite\\.config\\.ts$)' },
      to: {
        pathNot:
          '^(page/|src/(subject/(page|trace)|commands/show/page-document)\\.ts$)|(^|/)node_modules/preact/',
      },
    },
    {
      ...error,
      name: 'page/vmem draws the states of vmem.c',
      from: { path: '^page/vmem/' },
      to: {
        pathNot:
          '^(page/|src/subjects/vmem/trace/(steps|step-state)\\.ts$)|(^|/)node_modules/preact/',
      },
    },
    ...['fields', 'vmem'].map((kit) => ({
      ...error,
      name: `page/${kit} is known to itself, and to main.tsx, which puts player and panels together`,
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
      name: 'examples see what strangers see',
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
      name: 'model, invariants and explorer stand on no library',
      from: {
        path: '^src/(errors\\.ts|stop\\.ts|model/|invariants/|explorer/|subjects/vmem/(machine|kernel|environment|fast|plain|mutation)/)',
      },
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
