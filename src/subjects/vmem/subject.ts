/** vmem.c as a subject, composed from its parts. */
import type { Engine } from '../../model/engine.ts';
import type { Subject, SubjectKind, SubjectRef } from '../../subject/subject.ts';
import { buildScope } from './build-scope.ts';
import { vmemClaims } from './claims.ts';
import { vmemComparison } from './comparison/vmem-comparison.ts';
import { vmemSentences } from './cover-letter/cover-letter.ts';
import { createSystem } from './create-system.ts';
import { vmemExecution } from './execution/executor.ts';
import { vmemFiles } from './execution/vmem-files.ts';
import { vmemExplaining } from './explain/explaining.ts';
import { vmemFindings } from './findings/findings.ts';
import { vmemMutants } from './mutants.ts';
import { vmemPage } from './page.ts';
import { unreachedOf } from './reached/coverage.ts';
import { watchedSystem } from './reached/watched-system.ts';
import { vmemAdvice } from './scope/advice.ts';
import type { ScopeConfig } from './scope/scope-config.ts';
import { vmemScopes } from './scopes.ts';
import { vmemShrinking } from './shrink/shrinking.ts';
import { vmemStory } from './story/vmem-story.ts';
import { receiveTexts, textsParsed, textsRead } from './texts/kernel-texts.ts';
import { vmemTexts } from './texts/texts.ts';
import { vmemTopics } from './topics.ts';
import { vmemTrace } from './trace/vmem-trace.ts';
import { vmemRevisions, vmemSeries } from './vmem-revisions.ts';

const vmemName = 'vmem';

/** Data that another thread needs. */
interface Sent {
  readonly texts: unknown;
  readonly engine: Engine;
}

const vmemOn = (engine: Engine): Subject => ({
  ref: () => ({ name: vmemName, data: { texts: textsRead(), engine } satisfies Sent }),
  refForThread: (scopes: readonly ScopeConfig[] | null) => {
    const texts = textsParsed(scopes?.every(({ kasan }) => !kasan) !== true);
    return { name: vmemName, data: { texts, engine } satisfies Sent };
  },
  scopes: vmemScopes,
  claims: vmemClaims,
  reach: { unreachedOf },
  findings: vmemFindings,
  advice: vmemAdvice,
  topics: vmemTopics,
  revisions: vmemRevisions,
  series: vmemSeries,
  mutants: vmemMutants,
  texts: vmemTexts,
  async recordings() {
    const { vmemRecordings } = await import('./recordings/recordings.ts');
    return vmemRecordings;
  },
  async recording() {
    const { vmemRecording } = await import('./on-machine/recording.ts');
    return vmemRecording;
  },
  sentences: vmemSentences,
  onEngine: vmemOn,
  createSystem: (scope: ScopeConfig) => createSystem(buildScope(scope), scope.geometry, engine),
  watchSystem: (scope: ScopeConfig) => watchedSystem(scope, engine),
  files: vmemFiles,
  execution: vmemExecution,
  shrinking: vmemShrinking,
  explaining: vmemExplaining,
  story: vmemStory,
  trace: vmemTrace,
  page: vmemPage,
  comparison: vmemComparison,
});

export const vmem = vmemOn('compiled');

export const vmemKind: SubjectKind = {
  ofScope: async () => vmem,
  ofRef: (ref) => (ref.name === vmemName ? receivedVmem(ref) : null),
};

async function receivedVmem({ data }: SubjectRef): Promise<Subject> {
  const { texts, engine } = data as Sent;
  await receiveTexts(texts);
  return vmemOn(engine);
}
