/** Scripts that run a plan on a batch system: Slurm, Kubernetes, GitHub. */

import { stringify } from 'yaml';
import { versionIn } from '../../files/package.ts';
import type { Plan } from '../../jobs/plan/plan.ts';
import { quoted, quotedPath } from '../../text/shell.ts';

export interface BatchPlan {
  readonly plan: Plan;
  /** The file of the plan, as named in the script. */
  readonly file: string;
  /** Number of machines that share the jobs. */
  readonly parts: number;
  /** The image of the container. */
  readonly image: string;
}

/** Memory for the objects of the program, besides the arrays of a search. */
const programMiB = 1024;

/** Memory that each part needs: its jobs run one at a time. */
export function memoryMiB({ jobs }: Plan): { readonly all: number; readonly largest: number } {
  const bytes = Math.max(0, ...jobs.map(({ needs }) => needs.memoryBytes));
  const largest = Math.ceil(bytes / 2 ** 20);
  return { all: largest + programMiB, largest };
}

/** How that was found, for the comment of a script. */
export function memoryNote(plan: Plan): string {
  return `${memoryMiB(plan).largest} MiB for the largest job by its estimate, ${programMiB} MiB for the program`;
}

export function slurmScript({ plan, file, parts }: BatchPlan): string {
  return `#!/bin/bash
#SBATCH --job-name=tablewalk
#SBATCH --array=1-${parts}
#SBATCH --cpus-per-task=1
#SBATCH --mem=${memoryMiB(plan).all}M
#SBATCH --requeue
#SBATCH --output=tablewalk-%A-%a.log
# Memory: ${memoryNote(plan)}. To change it: sbatch --mem=4G ...
# All nodes share the folder; each part writes its own results into it. To run it, and to
# report when all parts are done (a restarted part runs only the missing jobs):
#   sbatch --wait plan.sbatch; tablewalk merge results
# TABLEWALK: how the program is started on the nodes, if that is not "tablewalk".
set -euo pipefail
exec \${TABLEWALK:-tablewalk} run-jobs ${quotedPath(file)} --out results \\
  --shard "$SLURM_ARRAY_TASK_ID/${parts}" --workers "\${SLURM_CPUS_PER_TASK:-1}"
`;
}

/** Retries of each index; a failing part does not stop the others. */
const retries = 3;
const folder = '/work';

export function kubernetesJob({ plan, file, parts, image }: BatchPlan): string {
  const resources = { cpu: '1', memory: `${memoryMiB(plan).all}Mi` };
  const shard = `$((JOB_COMPLETION_INDEX + 1))/${parts}`;
  const command = `exec tablewalk run-jobs ${quotedPath(file)} --out results --shard "${shard}" --workers 1`;
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'tablewalk' },
    spec: {
      completionMode: 'Indexed',
      completions: parts,
      parallelism: parts,
      backoffLimitPerIndex: retries,
      maxFailedIndexes: parts,
      template: {
        spec: {
          restartPolicy: 'Never',
          containers: [
            {
              name: 'tablewalk',
              image,
              workingDir: folder,
              command: ['/bin/sh', '-c', command],
              resources: { requests: resources, limits: resources },
              volumeMounts: [{ name: 'work', mountPath: folder }],
            },
          ],
          volumes: [{ name: 'work', persistentVolumeClaim: { claimName: 'tablewalk' } }],
        },
      },
    },
  };
  const notes = [
    `All pods share the volume tablewalk, which contains ${file}; the image is built from Containerfile.`,
    'When the job is complete, "tablewalk merge results" on the volume reports it; failed parts are retried,',
    'and a restarted job runs only the missing ones.',
    `Memory: ${memoryNote(plan)}.`,
  ];
  return `${notes.map((line) => `# ${line}\n`).join('')}${stringify(job, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}

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
