/** The workflow for GitHub: a matrix of parts, then a merge. */
import { stringify } from 'yaml';
import { versionIn } from '../../../files/build.ts';
import { quoted, quotedPath } from '../../../text/shell.ts';
import type { BatchPlan } from './batch-plan.ts';

export function githubWorkflow({ plan, file, parts }: BatchPlan): string {
  const program = `npx tablewalk@${versionIn(plan.tool)}`;
  const path = quotedPath(file);
  const setup = [
    { uses: 'actions/checkout@v4' },
    { uses: 'actions/setup-node@v4', with: { 'node-version': 22 } },
  ];
  const index = expression('matrix.part');
  const matrix = { part: Array.from({ length: parts }, (_, at) => at + 1) };
  const workflow = {
    name: 'tablewalk',
    on: { workflow_dispatch: {} },
    permissions: { contents: 'read' },
    jobs: {
      plan: {
        'runs-on': 'ubuntu-latest',
        steps: [
          ...setup,
          { run: `${program} plan ${plan.command.map(quoted).join(' ')} --out ${path}` },
          { uses: 'actions/upload-artifact@v4', with: { name: 'plan', path: file } },
        ],
      },
      part: {
        needs: 'plan',
        'runs-on': 'ubuntu-latest',
        strategy: { 'fail-fast': false, matrix },
        steps: [
          ...setup,
          { uses: 'actions/download-artifact@v4', with: { name: 'plan' } },
          { run: `${program} run-jobs ${path} --shard ${index}/${parts} --out part` },
          {
            uses: 'actions/upload-artifact@v4',
            if: expression('!cancelled()'),
            with: { name: `part-${index}`, path: 'part' },
          },
        ],
      },
      merge: {
        needs: 'part',
        if: expression('!cancelled()'),
        'runs-on': 'ubuntu-latest',
        steps: [
          ...setup,
          {
            uses: 'actions/download-artifact@v4',
            with: { pattern: 'part-*', path: 'parts' },
          },
          { run: `${program} merge parts/*` },
        ],
      },
    },
  };
  return stringify(workflow, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** An expression that GitHub replaces. */
function expression(text: string): string {
  return ['$', '{{ ', text, ' }}'].join('');
}
