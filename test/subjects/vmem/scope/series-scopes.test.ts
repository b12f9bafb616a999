/** The scopes of a sweep have the sizes stated in the legend of a series. */
import { expect, test } from 'vitest';
import { seriesScopes } from '../../../../src/subjects/vmem/scope/series-scopes.ts';

test('at most three memory blocks, and at most six chosen pages', () => {
  const kernel = seriesScopes('linux-5.10', 'kernel');
  const any = seriesScopes('linux-5.10', 'any');
  const pages = any.flatMap(({ memmapPoints, identityPoints }) => [
    memmapPoints.length,
    identityPoints.length,
  ]);
  expect(Math.max(...kernel.map(({ blocks }) => blocks.length))).toBe(3);
  expect(Math.max(...pages)).toBe(6);
  expect([...kernel, ...any].filter(({ ops }) => ops !== Infinity)).toEqual([]);
});
