/**
 * The features of each revision: checked against the recordings, and as a complete list, so that any
 * change is visible.
 */
import { expect, test } from 'vitest';
import { featureNames } from '../../../../src/subjects/vmem/kernel/features.ts';
import { revisions } from '../../../../src/subjects/vmem/kernel/revisions.ts';
import { replayTrace } from '../../../../src/subjects/vmem/recordings/replay.ts';
import { goldenLines, goldenNames } from './recordings.ts';

test('the features of every revision', () => {
  const table = revisions.map(({ name, features }) => {
    const on = featureNames.filter((feature) => features[feature]);
    return `${name}: ${on.join(', ')}`;
  });
  expect(table).toMatchInlineSnapshot(`
    [
      "base: linksPudTable",
      "v1-1: linksPudTable",
      "v1-2: removesRecursively, linksPudTable",
      "v1-3: removesRecursively, freesMemmap, linksPudTable",
      "v1-4: removesRecursively, freesMemmap, undoesFailedPopulate, linksPudTable",
      "v1-5: removesRecursively, freesMemmap, undoesFailedPopulate, takesMutex, linksPudTable",
      "v1-6: removesRecursively, freesMemmap, undoesFailedPopulate, takesMutex, freesEmptyTables, linksPudTable",
      "v1-7: removesRecursively, freesMemmap, undoesFailedPopulate, takesMutex, freesEmptyTables, fallsBackToPages, linksPudTable",
      "v1-8: removesRecursively, freesMemmap, undoesFailedPopulate, takesMutex, freesEmptyTables, fallsBackToPages, marksUnusedParts, linksPudTable",
      "v1-9: removesRecursively, freesMemmap, undoesFailedPopulate, takesMutex, freesEmptyTables, fallsBackToPages, marksUnusedParts, defersTailMarks, linksPudTable",
      "v2-1: linksPudTable",
      "v2-2: removesRecursively, addsRecursively, undoesUnderOneLock",
      "v2-3: removesRecursively, addsRecursively, freesMemmap, walksMemmapRecursively, undoesUnderOneLock",
      "v2-4: removesRecursively, addsRecursively, freesMemmap, walksMemmapRecursively, undoesFailedPopulate, undoesUnderOneLock",
      "v2-5: removesRecursively, addsRecursively, freesMemmap, walksMemmapRecursively, undoesFailedPopulate, takesMutex, undoesUnderOneLock",
      "v2-6: removesRecursively, addsRecursively, freesMemmap, walksMemmapRecursively, undoesFailedPopulate, takesMutex, undoesUnderOneLock, freesEmptyTables",
      "v2-7: removesRecursively, addsRecursively, freesMemmap, walksMemmapRecursively, undoesFailedPopulate, takesMutex, undoesUnderOneLock, freesEmptyTables, fallsBackToPages",
      "v2-8: removesRecursively, addsRecursively, freesMemmap, walksMemmapRecursively, undoesFailedPopulate, takesMutex, undoesUnderOneLock, freesEmptyTables, fallsBackToPages, marksUnusedParts",
      "v2-9: removesRecursively, addsRecursively, freesMemmap, walksMemmapRecursively, undoesFailedPopulate, takesMutex, undoesUnderOneLock, freesEmptyTables, fallsBackToPages, marksUnusedParts, defersTailMarks",
      "linux-5.9-rc1: removesRecursively, addsRecursively, freesMemmap, walksMemmapRecursively, undoesFailedPopulate, takesMutex, undoesUnderOneLock, freesEmptyTables, fallsBackToPages, marksUnusedParts, defersTailMarks",
      "linux-5.9: removesRecursively, addsRecursively, freesMemmap, walksMemmapRecursively, undoesFailedPopulate, takesMutex, undoesUnderOneLock, freesEmptyTables, fallsBackToPages, marksUnusedParts, defersTailMarks, linksPudTable",
      "linux-5.10: removesRecursively, addsRecursively, freesMemmap, walksMemmapRecursively, undoesFailedPopulate, takesMutex, undoesUnderOneLock, freesEmptyTables, fallsBackToPages, marksUnusedParts, defersTailMarks, linksPudTable, kasanTestIntersects",
      "mainline: removesRecursively, addsRecursively, freesMemmap, walksMemmapRecursively, undoesFailedPopulate, takesMutex, undoesUnderOneLock, freesEmptyTables, fallsBackToPages, marksUnusedParts, defersTailMarks, linksPudTable, kasanTestIntersects, refusesVmallocRange, largeLeafAtZero",
      "linux-6.12: removesRecursively, addsRecursively, freesMemmap, walksMemmapRecursively, undoesFailedPopulate, takesMutex, undoesUnderOneLock, freesEmptyTables, fallsBackToPages, marksUnusedParts, defersTailMarks, linksPudTable, kasanTestIntersects, refusesVmallocRange, largeLeafAtZero, lowcoreAtBound",
      "linux-7.2: removesRecursively, addsRecursively, freesMemmap, walksMemmapRecursively, undoesFailedPopulate, takesMutex, undoesUnderOneLock, freesEmptyTables, fallsBackToPages, marksUnusedParts, defersTailMarks, linksPudTable, kasanTestIntersects, refusesVmallocRange, largeLeafAtZero, lowcoreAtBound, freesBootMemory, acceptsKasanShadow, splitsLargeLeaves",
      "error-kept: removesRecursively, addsRecursively, freesMemmap, walksMemmapRecursively, undoesFailedPopulate, takesMutex, undoesUnderOneLock, freesEmptyTables, fallsBackToPages, marksUnusedParts, defersTailMarks, linksPudTable, kasanTestIntersects, keepsErrorCode",
      "part-marked: removesRecursively, addsRecursively, freesMemmap, walksMemmapRecursively, undoesFailedPopulate, takesMutex, undoesUnderOneLock, freesEmptyTables, fallsBackToPages, marksUnusedParts, defersTailMarks, linksPudTable, kasanTestIntersects, marksContinuedPart",
      "repaired: removesRecursively, addsRecursively, freesMemmap, walksMemmapRecursively, undoesFailedPopulate, takesMutex, undoesUnderOneLock, freesEmptyTables, fallsBackToPages, marksUnusedParts, defersTailMarks, linksPudTable, kasanTestIntersects, keepsErrorCode, marksContinuedPart",
      "strict-order: removesRecursively, addsRecursively, freesMemmap, walksMemmapRecursively, undoesFailedPopulate, takesMutex, undoesUnderOneLock, freesEmptyTables, fallsBackToPages, marksUnusedParts, defersTailMarks, linksPudTable, kasanTestIntersects, keepsErrorCode, marksContinuedPart, freesAfterFlush, flushesWholeEntries",
      "marks-at-once: removesRecursively, addsRecursively, freesMemmap, walksMemmapRecursively, undoesFailedPopulate, takesMutex, undoesUnderOneLock, freesEmptyTables, fallsBackToPages, marksUnusedParts, linksPudTable, kasanTestIntersects",
    ]
  `);
});

test('the recordings of a revision do not match the previous revision, except those named here', () => {
  const upstream = revisions.filter(({ source }) => !source.includes('of this project'));
  const fitting = upstream.filter((revision, index) => {
    const before = upstream[Math.max(0, index - 1)];
    const recordings = goldenNames.filter((name) => name.startsWith(`${revision.name}.`));
    return recordings.every((name) => {
      const replay = replayTrace(name, goldenLines(name), { source: before.programs });
      return replay.kind === 'replayed' && replay.mismatch === null;
    });
  });
  expect(fitting.map(({ name }) => name)).toEqual([
    'base', // has none before it
    'v1-1', // only renames, and is recorded as v2-1
    'v1-4', // its one recording has no failed populate that left anything; v1-5's has
    'linux-5.9-rc1', // is v2-9
    // Recorded as mainline, with an entry that keeps the root from becoming empty: the older name fits.
    'linux-6.12',
    'linux-7.2',
  ]);
});
