/** Evidence that the hot loop allocates nothing: heap profiler samples per transition. */
import { Session } from 'node:inspector/promises';
import { PerformanceObserver } from 'node:perf_hooks';
import type { BenchCase, SearchName } from './cases.ts';
import { search } from './measure.ts';
import { buildCase } from './subject.ts';

/** One sample per about this many bytes. */
const samplingInterval = 512;
const sitesTold = 8;

interface Site {
  readonly place: string;
  readonly bytes: number;
}

interface HeapUse {
  readonly bytes: number;
  readonly transitions: number;
  readonly steps: number;
  readonly collections: number;
  readonly sites: readonly Site[];
}

interface ProfileNode {
  readonly callFrame: { readonly functionName: string; readonly url: string };
  readonly selfSize: number;
  readonly children: readonly ProfileNode[];
}

/**
 * Searches the case twice on one system: the first run compiles the kernel programs, the second shows
 * the steady state.
 */
export async function tellHeapUse(benchCase: BenchCase, engine: SearchName): Promise<string> {
  const subject = await buildCase(benchCase);
  const first = await profile(() => search(subject, engine));
  const second = await profile(() => search(subject, engine));
  const known = await profile(allocateKnown);
  return [
    'for comparison, a loop that allocates one object of 40 bytes per iteration: ' +
      `${(known.bytes / known.transitions).toFixed(1)} bytes per iteration, ` +
      `${known.collections} garbage collections`,
    `${benchCase.name}, ${engine}: bytes allocated on the heap of JavaScript`,
    tellUse('first run, which compiles the programs', first),
    tellUse('second run, on the same system', second),
  ].join('\n');
}

interface Work {
  readonly transitionCount: number;
  readonly stepCount: number;
}

/** A measurement that cannot show an allocation would prove nothing. */
function allocateKnown(): Work {
  const turns = 1_000_000;
  let last = { a: 0, b: 0 };
  for (let turn = 0; turn < turns; turn++) last = { a: last.b, b: turn };
  return { transitionCount: turns, stepCount: last.b + 1 };
}

async function profile(run: () => Work): Promise<HeapUse> {
  let collections = 0;
  const observer = new PerformanceObserver((list) => {
    collections += list.getEntries().length;
  });
  const session = new Session();
  session.connect();
  observer.observe({ entryTypes: ['gc'] });
  await session.post('HeapProfiler.startSampling', {
    samplingInterval,
    // Without these two options only objects alive at the end are reported.
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  });
  const { transitionCount, stepCount } = run();
  const { profile: found } = await session.post('HeapProfiler.stopSampling');
  session.disconnect();
  // The event loop delivers entries; it did not run during the search.
  await new Promise((resolve) => setImmediate(resolve));
  collections += observer.takeRecords().length;
  observer.disconnect();
  const sites = new Map<string, number>();
  addSites(found.head, sites);
  const sorted = [...sites].map(([place, bytes]) => ({ place, bytes }));
  sorted.sort((a, b) => b.bytes - a.bytes);
  return {
    bytes: sorted.reduce((sum, { bytes }) => sum + bytes, 0),
    transitions: transitionCount,
    steps: stepCount,
    collections,
    sites: sorted,
  };
}

function addSites(node: ProfileNode, sites: Map<string, number>): void {
  if (node.selfSize > 0) {
    const { functionName, url } = node.callFrame;
    const place = `${functionName || '(anonymous)'} ${url.replace(/^.*\//, '')}`.trimEnd();
    sites.set(place, (sites.get(place) ?? 0) + node.selfSize);
  }
  for (const child of node.children) addSites(child, sites);
}

function tellUse(title: string, use: HeapUse): string {
  const perTransition = (use.bytes / use.transitions).toFixed(3);
  const perStep = (use.bytes / use.steps).toFixed(4);
  return [
    `  ${title}: ${use.bytes} bytes in ${use.transitions} transitions, ${use.steps} steps:`,
    `    ${perTransition} bytes a transition, ${perStep} bytes a step, ` +
      `${use.collections} garbage collections`,
    ...use.sites.slice(0, sitesTold).map(({ place, bytes }) => `    ${bytes} bytes in ${place}`),
  ].join('\n');
}
