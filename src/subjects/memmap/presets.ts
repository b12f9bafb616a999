/** Presets of an architecture: scopes to start from. */
import type { Preset } from '../../subject/scopes.ts';
import type { Architecture } from './architecture.ts';
import type { MemmapScope } from './scope.ts';

export const firstPreset = 'quick';

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
