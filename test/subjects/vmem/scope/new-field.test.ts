/**
 * A field costs its row: with a row that only this test has, every command knows the field. Its meaning is
 * added where the built world is read: `scope.config` carries it to both machines.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, expect, test, vi } from 'vitest';
import { folderForEachTest } from '../../../support/temporary-folder.ts';

const rows = '../../../../src/subjects/vmem/scope/memory-fields.ts';
vi.doMock(rows, async (original) => {
  const { memoryFields } = (await original()) as { memoryFields: object };
  const { oneOfWords, words } = await import('../../../../src/subjects/vmem/scope/dimension.ts');
  const zones = ['normal', 'movable'] as const;
  const zone = oneOfWords<string, unknown>({
    flag: '--zone <name>',
    group: 'Callers:',
    description: `zone of memory that is onlined: ${zones.join(', ')}`,
    values: zones,
    plain: 'normal',
    isOptional: true,
    isWritten: (value) => value !== 'normal',
    notVaried: (value) => `zone ${value}`,
    assumption: (value) => `memory is onlined to zone ${value}`,
    worldText: (value) => (value === 'normal' ? null : `zone ${value}`),
    tag: (value) => value,
    explain: words('zone', zones),
    smaller: (value) => (value === 'normal' ? [] : ['normal']),
    size: (value) => (value === 'normal' ? 0 : 1),
    unused: () => 'normal',
  });
  return { ...(await original<object>()), memoryFields: { ...memoryFields, zone } };
});

// All modules are loaded again, with the row.
vi.resetModules();
const { buildScope } = await import('../../../../src/subjects/vmem/build-scope.ts');
const { plainScope } = await import('../../../../src/subjects/vmem/scope/scope-config.ts');
const { scopeSchema, scopeToJson } = await import(
  '../../../../src/subjects/vmem/scope/scope-schema.ts'
);
const { cli } = await import('../../../support/fake-io.ts');

afterAll(() => {
  vi.doUnmock(rows);
  vi.resetModules();
});

const folder = folderForEachTest();
const movable = ['--revision', 'linux-5.10', '--fail-allocs', '1', '--zone', 'movable'];

/** A counterexample of a scope with the field. */
async function violation(): Promise<string> {
  await cli(['check', ...movable, '--invariants', 'success-means-mapped', '--out', folder.path]);
  const [name] = readdirSync(folder.path);
  return folder.at(name);
}

test('its flag is in the help, the completion and the errors', async () => {
  const { stdout: help } = await cli(['check', '--help']);
  expect(help).toContain('--zone <name>              zone of memory that is onlined');
  const { stdout: script } = await cli(['completion', 'bash']);
  expect(script).toMatch(/'tablewalk diff --zone'\)\n +kind=words words='normal movable'/);
  expect((await cli(['check', '--zone', 'low'])).stderr).toBe(
    'tablewalk: error: --zone is "low"; it must be one of normal, movable\n',
  );
});

test('its value is in the description, the assumptions and the values that did not vary', async () => {
  const changed = await cli(['check', '--no-files', ...movable]);
  expect(changed.stdout).toContain('World     sections 2, 3, zone movable\n');
  expect(changed.stdout).toContain('memory is onlined to zone movable');
  const plain = await cli(['check', '--no-files', '--revision', 'repaired']);
  expect(plain.stdout).toContain('zone normal');
});

test('it is in documents, and files without it have its plain value', async () => {
  const { stdout } = await cli(['check', '--json', '--no-files', ...movable]);
  expect(JSON.parse(stdout).scopes[0].scope).toMatchObject({ zone: 'movable' });
  const plain = scopeToJson(plainScope);
  expect(plain).not.toHaveProperty('zone');
  expect(scopeSchema.parse(plain)).toMatchObject({ zone: 'normal' });
});

test('it distinguishes jobs of a plan', async () => {
  const plans = ['normal', 'movable'].map((zone) => [zone, folder.at(zone)] as const);
  for (const [zone, plan] of plans) await cli(['plan', '--out', plan, 'check', '--zone', zone]);
  const [normal, other] = plans.map(([, plan]) => readFileSync(plan, 'utf8').split('\n'));
  expect(other[1]).toContain('"zone":"movable"');
  expect(JSON.parse(other[1]).id).not.toBe(JSON.parse(normal[1]).id);
});

test('a checkpoint contains it, and the search is resumed with it', async () => {
  const saved = folder.at('saved');
  await cli(['check', '--no-files', '--max-states', '200', '--checkpoint', saved, ...movable]);
  const { stdout } = await cli(['check', '--resume', saved, '--max-states', '100000']);
  expect(stdout).toContain('zone movable');
});

test('counterexamples contain it; replay and show read it', async () => {
  const file = await violation();
  expect(JSON.parse(readFileSync(file, 'utf8')).request).toMatchObject({ zone: 'movable' });
  expect((await cli(['replay', file])).stdout).toContain('reproduced');
  expect((await cli(['show', file])).stdout).toContain('zone movable');
});

test('explain changes it, shrink drops it, size tries a smaller value', async () => {
  const file = await violation();
  expect((await cli(['explain', file])).stdout).toContain(
    'zone movable\n              also with normal',
  );
  const smaller = folder.at('smaller.json');
  await cli(['shrink', file, '--out', smaller]);
  expect(JSON.parse(readFileSync(smaller, 'utf8')).request).not.toHaveProperty('zone');
  expect((await cli(['size', ...movable])).stdout).toContain('--zone normal    closes with');
});

test('both machines read it from the built world', () => {
  const scope = buildScope(Object.assign({}, plainScope, { zone: 'movable' }));
  expect(scope.config).toMatchObject({ zone: 'movable' });
});
