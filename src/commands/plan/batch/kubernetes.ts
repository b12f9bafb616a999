/** The Indexed Job for Kubernetes: an index for each part. */
import { stringify } from 'yaml';
import { quotedPath } from '../../../text/shell.ts';
import { type BatchPlan, memoryMiB, memoryNote } from './batch-plan.ts';

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
