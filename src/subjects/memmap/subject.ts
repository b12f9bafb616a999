/** Composes the subject for the memmap of an architecture. */
import { ReachedCode } from '../../c/reached-code.ts';
import { changed } from '../../subject/draft.ts';
import { goalsTopic, invariantsTopic, type ListTopic } from '../../subject/lists.ts';
import type { WatchedSystem } from '../../subject/reach.ts';
import type { SubjectShrinking } from '../../subject/shrink.ts';
import type { Subject } from '../../subject/subject.ts';
import type { Architecture } from './architecture.ts';
import { claimsOf } from './claims.ts';
import { MemmapExecutor, type MemmapOperation, memmapFiles } from './execution.ts';
import { factsIn, memmapFacts } from './facts.ts';
import { type MemmapScope, memmapScopeJson } from './scope.ts';
import { experimentalNote, memmapPresetNotes } from './scope-flags.ts';
import { memmapScopes, presetsOf } from './scopes.ts';
import { memmapStory } from './story.ts';
import { MemmapSystem } from './system.ts';
import { MemmapTextStore } from './texts/store.ts';
import { memmapTexts } from './texts/texts.ts';
import { memmapTrace } from './trace.ts';

export interface MemmapSubject extends Subject {
  readonly store: MemmapTextStore;
}

export function memmapSubject(architecture: Architecture): MemmapSubject {
  const { name, path } = architecture;
  const store = new MemmapTextStore(architecture);
  const build = (scope: MemmapScope) => store.build(scope);
  const claims = claimsOf(architecture);
  const watch = (scope: MemmapScope): WatchedSystem => {
    const reached = new ReachedCode();
    const built = build(scope);
    return {
      system: new MemmapSystem(built, reached),
      coverage: (occasions) => ({
        scope,
        steps: null,
        features: [],
        occasions,
        code: built.source.coverage(reached),
      }),
      asked: [],
      restoreAsked: () => undefined,
    };
  };
  return {
    store,
    experimental: experimentalNote,
    ref: () => ({ name, data: store.all }),
    scopes: memmapScopes(architecture, store),
    claims,
    reach: { unreachedOf: () => [] },
    findings: { all: [], of: () => null, untitled: () => '' },
    advice: {
      nothingReached: () =>
        'Every vmemmap_populate() failed or crashed, so nothing was judged on memmap that is mapped.',
      notShown: () => [],
      oneScope: () => '',
      heap: 'States are kept in the heap',
    },
    topics: [invariantsTopic(claims), goalsTopic(claims), presetsTopic(architecture)],
    texts: memmapTexts(architecture, store),
    createSystem: (scope: MemmapScope) => new MemmapSystem(build(scope)),
    watchSystem: (scope: MemmapScope) => watch(scope),
    files: memmapFiles(architecture),
    execution: { executor: (scope: MemmapScope) => new MemmapExecutor(build(scope)) },
    shrinking,
    explaining: { chances: () => [], assumptions: () => [] },
    story: memmapStory(architecture, build),
    trace: memmapTrace(build, claims.invariants),
    page: {
      panels: 'fields',
      words: () => ({
        about: `EXPERIMENTAL: the memmap side of \`${path}\`, executed one indivisible step at a time on a model of the machine.`,
        unit: 'operation',
        start: { text: 'nothing is added yet', why: 'There is the root table only.' },
        startOfPart: 'The tables are as those steps left them.',
      }),
      factMeanings: memmapFacts,
      crashWords: memmapFacts,
      factsIn,
    },
  };
}

const presetsTopic = (architecture: Architecture): ListTopic => ({
  name: 'presets',
  entries: () =>
    presetsOf(architecture).map(({ name, purpose, size, scopes }) => ({
      name,
      lines: [`${purpose}.`, `Size: ${size}.`],
      json: { name, purpose, size, scopes: scopes.map(memmapScopeJson) },
    })),
  uses: memmapPresetNotes,
});

const shrinking: SubjectShrinking = {
  dimensions: [
    {
      name: 'failures',
      text: 'fewer failing allocations',
      isOfScope: false,
      *candidates({ draft }) {
        for (const [at, operation] of draft.operations.entries()) {
          const { failing = [] } = operation as MemmapOperation;
          for (const number of failing) {
            const left = failing.filter((one) => one !== number);
            const change = { failing: left.length === 0 ? undefined : left };
            yield changed(draft, at, change as Partial<(typeof draft.operations)[number]>);
          }
        }
      },
    },
    {
      name: 'sections',
      text: 'fewer sections',
      isOfScope: true,
      *candidates({ draft }) {
        const scope = draft.request as MemmapScope;
        const used = new Set(
          (draft.operations as readonly MemmapOperation[]).map(({ section }) => section),
        );
        for (const section of scope.sections) {
          if (used.has(section)) continue;
          const without = (list: readonly number[]): number[] =>
            list.filter((one) => one !== section);
          const request: MemmapScope = {
            ...scope,
            sections: without(scope.sections),
            altmap: without(scope.altmap),
          };
          yield { ...draft, request };
        }
      },
    },
  ],
  sizeOf: ({ request, operations }) => [
    (operations as readonly MemmapOperation[]).flatMap(({ failing = [] }) => failing).length,
    (request as MemmapScope).sections.length,
  ],
};
