/** The scope fields that turn the same operations into a different story. */
import { expect, test } from 'vitest';
import { storyKey } from '../../../src/counterexample/counterexample.ts';
import { fieldNames } from '../../../src/subjects/vmem/scope/dimensions.ts';
import { vmem } from '../../../src/subjects/vmem/subject.ts';
import { falseSuccess } from '../../support/counterexamples.ts';

test('all except those that select what a search tries', () => {
  const counterexample = falseSuccess();
  const key = storyKey(vmem, counterexample);
  const ofStory = fieldNames.filter((name) => {
    const request = { ...counterexample.request, [name]: 'another value' };
    return storyKey(vmem, { ...counterexample, request }) !== key;
  });
  expect(ofStory.join(' ')).toMatchInlineSnapshot(
    `"revision geometry structPage edat1 edat2 debugPagealloc kasan vmalloc contract online signedOverflow sectionSize boot uncounted altmap faults threads"`,
  );
});
