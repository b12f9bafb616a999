/** The counters of tables are the entries that are not empty. */
import { fc, test as property } from '@fast-check/vitest';
import { expect } from 'vitest';
import { buildScope } from '../../../../src/subjects/vmem/build-scope.ts';
import { EntryByte, VectorLayout } from '../../../../src/subjects/vmem/fast/layout.ts';
import { UsedEntries } from '../../../../src/subjects/vmem/fast/used-entries.ts';
import { plainScope } from '../../../../src/subjects/vmem/scope/scope-config.ts';

property.prop([
  fc.constantFrom('tiny3' as const, 'tiny4' as const, 'tiny5' as const),
  fc.infiniteStream(fc.integer({ min: 0, max: 255 })),
])('each entry counts for its table alone', (geometry, stream) => {
  const layout = new VectorLayout(buildScope({ ...plainScope, geometry }));
  const { at, entryCount, entryTable, tables } = layout;
  const bytes = new Uint8Array((at.length + 3) & ~3);
  // The bytes after the entries are not entries.
  for (let index = 0; index < at.stateLength; index++) bytes[index] = stream.next().value;
  const expected = tables.map(() => 0);
  for (let entry = 0; entry < entryCount; entry++) {
    if ((bytes[entry] & EntryByte.classMask) !== EntryByte.none) expected[entryTable[entry]]++;
  }
  new UsedEntries(layout, bytes).count();
  expect([...bytes.subarray(at.used, at.used + tables.length)]).toEqual(expected);
});
