/** The scopes of the memmap, as a member of the subject. */
import { InputError } from '../../errors.ts';
import { mustBeOneOf } from '../../input/nearest.ts';
import type { Preset, SmallerScope, SubjectScopes } from '../../subject/scopes.ts';
import { quotedPath } from '../../text/shell.ts';
import type { Architecture } from './architecture.ts';
import { checkMemmapScope, type MemmapScope, memmapScopeJson, readScope } from './scope.ts';
import {
  describeMemmap,
  fieldFlags,
  fixedValues,
  flags,
  memmapPresetNotes,
  overridesOf,
  resolved,
  sectionWords,
} from './scope-flags.ts';
import type { MemmapTextStore } from './texts/store.ts';

export function memmapScopes(architecture: Architecture, texts: MemmapTextStore): SubjectScopes {
  const presets = presetsOf(architecture);
  const [quick] = presets[0].scopes;
  const archFlag = `--arch ${architecture.name}`;
  const sourceFlags = ({ revision }: MemmapScope): string[] => {
    const files = texts.filesOf(revision);
    if (files === null) return [`--source PATH-OF/${revision.split('@')[0]}`];
    const [source, ...further] = files.map(quotedPath);
    return [`--source ${source}`, ...further.map((file) => `--with ${file}`)];
  };
  return {
    presets,
    presetNotes: memmapPresetNotes,
    defaultPreset: firstPreset,
    flags,
    flagGroups: ['Question:', 'Machine:', 'Callers:', 'Threads:'],
    resolve(name, given) {
      const preset = presets.find((one) => one.name === name);
      if (preset === undefined) throw unknownPreset(name, archFlag, presets);
      if (given['revision'] === undefined) throw withoutSource(architecture);
      return resolved(architecture, preset.scopes, overridesOf(given));
    },
    read: (value, where) => readScope(architecture, value, where),
    check: (scope: MemmapScope) => {
      checkMemmapScope(architecture, scope);
      texts.build(scope);
    },
    toJson: (scope: MemmapScope) => memmapScopeJson(scope),
    describe: (scope: MemmapScope) => describeMemmap(scope),
    obstacles: () => ({
      workers: null,
      sets: 'the memmap of an architecture has no pools',
      prefersSets: false,
    }),
    flagsOf: (scope: MemmapScope) => [
      archFlag,
      `--source PATH-OF/${scope.revision.split('@')[0]}`,
      ...fieldFlags(quick, scope),
    ],
    flagsHere: (scope: MemmapScope) => [
      archFlag,
      ...sourceFlags(scope),
      ...fieldFlags(quick, scope),
    ],
    fileFlags: (scope: MemmapScope) => sourceFlags(scope),
    resultFields: ({ revision: _, ...fields }: MemmapScope) => ({
      experimental: true,
      ...fields,
      failAllocs: fields.failAllocs === Infinity ? 'all' : fields.failAllocs,
    }),
    notVaried: (scopes) => fixedValues(scopes as readonly MemmapScope[]),
    featuresOf: (revision) => (texts.filesOf(revision) === null ? null : []),
    operationsMax: () => Infinity,
    threadCount: () => 0,
    unmerged: (scope) => scope,
    smaller: (scope: MemmapScope) => smallerOf(scope),
  };
}

function unknownPreset(
  name: string,
  archFlag: string,
  presets: readonly { readonly name: string }[],
): InputError {
  const names = presets.map((one) => one.name);
  const allowed = mustBeOneOf(name, names, `tablewalk list presets ${archFlag}`);
  return new InputError(`--preset is ${JSON.stringify(name)}; ${allowed}`);
}

function withoutSource({ name, path, helpers }: Architecture): InputError {
  const files = [`--source ${path}`, ...helpers.map((helper) => `--with ${helper}`)];
  return new InputError(
    `--arch ${name} needs --source: a kernel tree, or its files (${files.join(' ')})`,
  );
}

function smallerOf(scope: MemmapScope): SmallerScope[] {
  const { sections, altmap, failAllocs } = scope;
  const fewer = sections.slice(0, -1);
  const left = altmap.filter((one) => fewer.includes(one));
  const smaller = (flag: string, change: Partial<MemmapScope>): SmallerScope => ({
    flag,
    scope: { ...scope, ...change },
  });
  return [
    ...(fewer.length > 0
      ? [smaller(`--sections ${sectionWords(fewer)}`, { sections: fewer, altmap: left })]
      : []),
    ...(failAllocs > 0 ? [smaller('--fail-allocs 0', { failAllocs: 0 })] : []),
    ...(altmap.length > 0 ? [smaller('--no-altmap', { altmap: [] })] : []),
  ];
}

const firstPreset = 'quick';

interface MemmapPreset extends Preset {
  readonly scopes: readonly MemmapScope[];
}

export function presetsOf({ name: arch, levels }: Architecture): readonly MemmapPreset[] {
  const quick: MemmapScope = {
    revision: '',
    arch,
    callers: 'sections',
    sections: [1, 2, 3],
    structPage: 64,
    levels: levels[0],
    altmap: [],
    failAllocs: 1,
  };
  const subSections: MemmapScope = {
    ...quick,
    callers: 'sub-sections',
    sections: [1, 2],
    failAllocs: 0,
  };
  return [
    {
      name: 'quick',
      purpose: 'three sections, each with large pages of its own; one allocation may fail',
      size: 'about a second',
      scopes: [quick],
    },
    {
      name: 'standard',
      purpose: 'sections, sub-sections and altmaps; sections that share large pages; all levels',
      size: 'half a minute',
      scopes: [
        quick,
        ...levels.slice(1).map((count) => ({ ...quick, levels: count })),
        ...[48, 56, 72].map((structPage) => ({ ...quick, structPage })),
        subSections,
        { ...quick, sections: [1, 2], altmap: [1, 2] },
      ],
    },
    {
      name: 'levels',
      purpose: 'the scope of quick with each number of levels of tables',
      size: 'a few seconds',
      scopes: levels.map((count) => ({ ...quick, levels: count })),
    },
    {
      name: 'sub-sections',
      purpose: 'parts of sections, as devices have them, removed as they were added',
      size: 'a few seconds',
      scopes: [subSections],
    },
    {
      name: 'any',
      purpose: 'callers that break the rules: any part of what is live is removed',
      size: 'a few seconds',
      scopes: [{ ...subSections, callers: 'any' }],
    },
    {
      name: 'altmap',
      purpose: 'two sections that may hold their own memmap',
      size: 'about a second',
      scopes: [{ ...quick, sections: [1, 2], altmap: [1, 2] }],
    },
  ];
}
